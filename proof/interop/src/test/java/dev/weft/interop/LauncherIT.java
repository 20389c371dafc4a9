package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script in a tree of its own, with a pretended JDK and a pretended Maven: what it
/// does before there is a Weft to run.
final class LauncherIT {
  private static final int PATIENCE_SECONDS = 120;
  private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);

  /// What the script needs before it has built.
  private static final List<String> TOOLS =
      List.of(
          "readlink",
          "mkdir",
          "chmod",
          "flock",
          "find",
          "head",
          "cksum",
          "sort",
          "tr",
          "cat",
          "rm");

  /// Writes the cache it is asked for, waits as long as there is a file `hold`, tells its words.
  private static final String JAVA =
      """
      #!/bin/sh
      for word in "$@"; do
        case $word in -XX:AOTCacheOutput=*) : > "${word#*=}"; cache=yes ;; esac
      done
      if [ -n "${cache:-}" ]; then
        while [ -e "$TREE/hold-training" ]; do sleep 0.1; done
        exit 0
      fi
      printf 'java'; printf ' [%s]' "$@"
      """;

  /// Makes a library, or does what the file `maven-does` says.
  private static final String MAVEN =
      """
      #!/bin/sh
      printf '%s\\n' "$JAVA_HOME" >> "$TREE/maven-ran"
      echo '[INFO] Building weft-model 0.1.0-SNAPSHOT [1/1]'
      [ -e "$TREE/maven-does" ] && . "$TREE/maven-does"
      mkdir -p "$TREE/app/dist/target/weft/lib" "$TREE/core/target"
      echo "$(cat "$TREE/core/A.java")" > "$TREE/app/dist/target/weft/lib/weft.jar"
      """;

  @TempDir private Path folder;

  private Path tree;
  private final Map<String, String> variables = new HashMap<>();

  private record Ended(int status, String said) {}

  @BeforeEach
  void aTree() throws IOException {
    tree = folder.resolve("a clone of mine");
    for (String module : List.of("core", "io", "app")) {
      Files.createDirectories(tree.resolve(module));
    }
    Files.writeString(tree.resolve("core/A.java"), "one");
    Files.writeString(tree.resolve("pom.xml"), "");
    Files.copy(Project.path("weft"), tree.resolve("weft"));
    program(tree.resolve("weft"), Files.readString(Project.path("weft")));
    jdk("jdk", "25.0.1");
    program(folder.resolve("bin/mvn"), MAVEN);
    variables.put("JAVA_HOME", folder.resolve("jdk").toString());
    variables.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    variables.put("HOME", folder.toString());
    variables.put("LC_ALL", "C");
    variables.put("TREE", tree.toString());
  }

  private void jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    program(home.resolve("bin/java"), JAVA);
    program(home.resolve("bin/javac"), JAVA);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Process start(Path out, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(tree.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().clear();
    builder.environment().putAll(variables);
    return builder.start();
  }

  private Ended run(String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".txt");
    Process process = start(out, words);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out));
  }

  private int builds() throws IOException {
    Path ran = tree.resolve("maven-ran");
    return Files.exists(ran) ? Files.readAllLines(ran).size() : 0;
  }

  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.list(tree.resolve(".weft/build"))) {
      return all.map(file -> file.getFileName().toString()).filter(n -> n.startsWith(".")).toList();
    }
  }

  private void interrupt(Path marker) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "interrupted", ".txt");
    Process weft = start(out, "./weft", "version");
    Patience.until(PATIENCE, () -> "the build has begun", () -> Files.exists(marker));
    List<ProcessHandle> children = weft.descendants().toList();

    weft.destroy();

    assertThat(weft.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(weft.exitValue()).isEqualTo(143);
    assertThat(Files.readString(out)).contains("weft: interrupted; nothing half built is used");
    for (ProcessHandle child : children) {
      child.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void itBuildsOnceAndAgainOnlyWhenASourceHasChangedWhereverTheTreeIs() throws Exception {
    Ended first = run("./weft", "version");
    assertThat(first.status()).as(first.said()).isZero();
    assertThat(first.said()).contains("building", "java ", "[dev.weft.cli.Main] [version]");
    assertThat(first.said()).contains("[-Dweft.called=./weft]");
    assertThat(first.said())
        .as("one word each, whatever the folder is called")
        .contains("[-XX:AOTCache=" + found(tree, "cli.aot").getFirst() + "]")
        .contains("[-Dweft.root=" + tree + "]");
    assertThat(Files.readAllLines(tree.resolve("maven-ran")))
        .containsExactly(folder.resolve("jdk").toString());

    assertThat(run("./weft", "version").said()).doesNotContain("building");

    Path moved = folder.resolve("elsewhere");
    Files.move(tree, moved);
    tree = moved;
    variables.put("TREE", tree.toString());
    Ended there = run(moved + "/weft", "version");
    assertThat(there.said()).doesNotContain("building").contains(moved + "/.weft/build");
    assertThat(there.said()).contains("-Dweft.called=" + moved + "/weft");

    Files.writeString(tree.resolve("core/A.java"), "two");
    assertThat(run("./weft", "version").said()).contains("building", "java ");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aBuildThatIsInterruptedIsMadeAnewFromNothing() throws Exception {
    Path begun = tree.resolve("core/target/begun");
    Files.writeString(
        tree.resolve("maven-does"),
        "mkdir -p \"$TREE/core/target\"; : > \"$TREE/core/target/begun\"; exec sleep 1000");
    interrupt(begun);

    Files.delete(tree.resolve("maven-does"));
    Ended again = run("./weft", "version");

    assertThat(again.status()).as(again.said()).isZero();
    assertThat(begun).doesNotExist();
    assertThat(left()).isEmpty();
  }

  @Test
  void aTrainingThatIsInterruptedIsDoneTheNextTime() throws Exception {
    Files.writeString(tree.resolve("hold-training"), "");
    Path build = tree.resolve(".weft/build");
    Path out = Files.createTempFile(folder, "first", ".txt");
    Process weft = start(out, "./weft", "version");
    Patience.until(
        PATIENCE, () -> "the training has begun", () -> !found(build, "cli.aot").isEmpty());
    weft.destroy();
    assertThat(weft.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

    Files.delete(tree.resolve("hold-training"));
    Ended again = run("./weft", "version");

    assertThat(again.said()).contains("preparing a fast start: proxy", "-XX:AOTCache=");
    assertThat(builds()).isEqualTo(1);
  }

  private static List<Path> found(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.endsWith(name)).toList();
    } catch (IOException | java.io.UncheckedIOException moving) {
      // Looked at again: folders come and go while a build is put in place.
      return List.of();
    }
  }

  @Test
  void aJavaHomeThatIsNoneIsPassedOverAlsoForMaven() throws Exception {
    variables.put("JAVA_HOME", folder.resolve("nowhere").toString());
    variables.put("PATH", folder.resolve("jdk/bin") + ":" + variables.get("PATH"));

    assertThat(run("./weft", "version").status()).isZero();

    assertThat(Files.readAllLines(tree.resolve("maven-ran")))
        .containsExactly(folder.resolve("jdk").toString());
  }

  @Test
  void aMachineWithoutMavenIsToldWhatToInstall() throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      program(tools.resolve(tool), "#!/bin/sh\nPATH=/usr/bin:/bin exec " + tool + " \"$@\"\n");
    }
    variables.put("PATH", tools.toString());

    Ended ended = run("./weft", "version");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.said()).contains("install the package maven").hasLineCount(1);
    assertThat(left()).isEmpty();
  }

  @Test
  void librariesThatCannotBeFetchedAreOneSentence() throws Exception {
    Files.writeString(
        tree.resolve("maven-does"),
        "echo '[ERROR] Non-resolvable import POM: Could not transfer artifact a:b:pom:1 from/to"
            + " central (https://repo.example/maven2): transfer failed for https://x/y @ line 3';"
            + " exit 1");
    Ended offline = run("./weft", "version");
    assertThat(offline.status()).isEqualTo(1);
    assertThat(offline.said())
        .contains("could not get artifact a:b:pom:1 from https://repo.example/maven2; check the");
  }

  @Test
  void aBuildThatIsGoneIsNamedAndNoOtherIsUsedInItsPlace() throws Exception {
    assertThat(run("./weft", "version").status()).isZero();
    Path library = found(tree.resolve(".weft/build"), "lib").getFirst();
    Path build = Objects.requireNonNull(library.getParent());
    variables.put("WEFT_BUILD", build.toString());
    assertThat(run("./weft", "proxy").said()).contains("[-Dweft.home=" + build + "]");

    Files.move(build, folder.resolve("aside"));
    Ended gone = run("./weft", "proxy", "-c", "bootstrap.yaml");

    assertThat(gone.status()).as("input refused").isEqualTo(3);
    assertThat(gone.said())
        .contains("WEFT_BUILD is " + build, "no build of Weft", "unset WEFT_BUILD", "weft down")
        .hasLineCount(1);
    assertThat(builds()).isEqualTo(1);
  }
}
