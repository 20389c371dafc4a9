package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.mesh.Directories;
import dev.weft.host.Environment;
import dev.weft.host.Programs;
import dev.weft.host.Release;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The command line as a user has it, where no mesh runs.
final class CommandsTest {
  private static final String MESH =
      """
      apiVersion: weft.dev/v1alpha1
      kind: Workload
      metadata: {name: client, labels: {app: client}}
      spec: {command: [sleep]}
      ---
      apiVersion: weft.dev/v1alpha1
      kind: Workload
      metadata: {name: reviews-v1, labels: {app: reviews, version: v1}}
      spec: {command: [sleep], ports: [{name: http, port: 9080}]}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: reviews}
      spec: {selector: {app: reviews}, ports: [{name: http, port: 9080}]}
      """;

  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int run(String... words) {
    out.reset();
    errors.reset();
    return weft().execute(words);
  }

  private CommandLine weft() {
    Environment environment =
        new Environment(
            directory,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8));
    return CommandLines.assemble(new Programs(List.of()), environment);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status -C .",
        "down -C .",
        "logs -C .",
        "get -C .",
        "delete -C . vs reviews",
        "apply -C . -f mesh.yaml",
        "proxy-status -C .",
        "proxy-config route -C . client",
        "proxy-config clusters -C . client",
        "pc ep -C . client",
        "get ingresses -C .",
        "explain -C . --from client http://reviews:9080/",
        "curl -C . --from client http://reviews:9080/"
      })
  void aCommandThatAsksAMeshEndsWithFourWhenNoneRuns(String words) {
    Directories.write(directory, "mesh.yaml", MESH);

    assertThat(run(words.split(" "))).as(complained()).isEqualTo(4);

    assertThat(complained()).startsWith("weft: ").hasLineCount(1);
    assertThat(printed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "up --port x",
        "up --port 70000",
        "up --block 0",
        "up --data-plane nginx",
        "get -o xml",
        "delete",
        "proxy-config nonsense page",
        "explain http://reviews:9080/",
        "explain --from client",
        "explain --from client gopher://x",
        "curl --from client -H nonsense http://reviews:9080/",
        "completion tcsh"
      })
  void aWrongCommandLineEndsWithTwoAndSaysWhatIsWrong(String words) {
    assertThat(run(words.split(" "))).as(complained()).isEqualTo(2);

    assertThat(complained()).startsWith("weft: ").doesNotContain("Exception");
  }

  @Test
  void analyzeEndsWithThreeForErrorsAndForWarningsOnlyWhenStrict() {
    Directories.write(directory, "mesh.yaml", MESH);
    assertThat(run("analyze", ".")).as(printed()).isZero();
    assertThat(printed()).contains("3 resources in 1 file: 0 errors, 0 warnings");

    Directories.write(
        directory,
        "rule.yaml",
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews}
        spec:
          hosts: [reviews]
          http:
          - route:
            - destination: {host: nowhere}
        """);
    int relaxed = run("analyze", ".");
    assertThat(printed()).contains("rule.yaml:8:", "nowhere");
    assertThat(run("analyze", ".", "--strict")).isEqualTo(3);

    Directories.write(directory, "rule.yaml", "kind: [");
    assertThat(run("analyze", ".")).isEqualTo(3);
    assertThat(printed()).contains("rule.yaml:").contains("1 error");
    assertThat(relaxed).isIn(0, 3);
  }

  @Test
  void analyzeTakesFilesAndSeveralDirectories() {
    Directories.write(directory, "mesh/mesh.yaml", MESH);
    Path rule =
        Directories.write(
            directory,
            "rule.txt",
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: reviews}
            spec:
              hosts: [reviews]
              http: [{route: [{destination: {host: reviews}}]}]
            """);

    assertThat(run("analyze", rule.toString())).isEqualTo(3);
    assertThat(printed()).contains("rule.txt:6:", "no service has the host 'reviews'");
    assertThat(run("analyze", "rule.txt", "mesh")).as(printed()).isZero();
    assertThat(printed()).contains("4 resources in 2 files: 0 errors, 0 warnings");
    assertThat(run("analyze", "mesh", "nothing.yaml")).isEqualTo(3);
    assertThat(complained()).contains("there is no file or directory ").contains("nothing.yaml");
  }

  @Test
  void oneResourceIsCountedAsOne() {
    Directories.write(
        directory, "mesh.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
    assertThat(run("analyze", ".")).as(printed()).isZero();
    assertThat(printed()).startsWith("1 resource in 1 file: 0 errors, 0 warnings");
  }

  @Test
  void analyzeKnowsTheMembersThatUpWouldStart() {
    Directories.write(
        directory,
        "mesh.yaml",
        MESH
            + """
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: door}
            spec:
              selector: {istio: ingressgateway}
              servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
            """);
    assertThat(run("analyze", ".", "--strict")).as(printed()).isZero();

    Directories.write(
        directory,
        "more.yaml",
        """
        apiVersion: weft.dev/v1alpha1
        kind: Workload
        metadata: {name: idle}
        spec: {}
        """);
    assertThat(run("analyze", ".")).isEqualTo(3);
    assertThat(printed()).contains("more.yaml:", "nothing says how to start it");
  }

  @Test
  void aWordThatNothingKnowsIsNamed() {
    run("nonsense");
    assertThat(complained()).startsWith("weft: there is no command 'weft nonsense'");

    run("status", "one", "two");
    assertThat(complained()).startsWith("weft: 'two' is one word too many for weft status");
  }

  @Test
  void aDirectoryWhereAMeshRanIsMeantRatherThanTheExample() {
    Directories.write(directory, ".weft/lock", "");

    assertThat(run("down")).isEqualTo(4);

    assertThat(complained()).contains("no mesh runs from " + directory + ";");
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    assertThat(run("status", "nowhere")).isEqualTo(4);

    assertThat(complained()).contains("there is no directory " + directory.resolve("nowhere"));
  }

  @Test
  void explainByADirectoryNeedsNothingThatRuns() {
    Directories.write(directory, "mesh.yaml", MESH);

    assertThat(run("explain", "--config", ".", "--from", "client", "http://reviews:9080/"))
        .as(complained())
        .isZero();
    assertThat(printed())
        .contains("outbound|9080||reviews.default.svc.cluster.local")
        .endsWith("=> it reaches the application of reviews-v1.default\n");

    assertThat(
            run(
                "explain",
                "--config",
                ".",
                "--from",
                "client",
                "http://reviews:9080/",
                "-o",
                "json"))
        .isZero();
    assertThat(printed()).startsWith("{\n  \"from\": \"client.default\"").contains("ARRIVES");

    assertThat(run("explain", "--config", ".", "--from", "nobody", "http://reviews:9080/"))
        .isEqualTo(3);
    assertThat(complained()).contains("there is no workload 'nobody'", "client");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gte            | there is no command 'weft gte'; did you mean 'get'?",
        "xyzzy          | there is no command 'weft xyzzy'",
        "help gte       | there is no command 'weft gte'; did you mean 'get'?",
        "trust lsit     | there is no command 'weft trust lsit'; did you mean 'list'?",
        "logs --tail 3 page | there is no option '--tail' of weft logs",
        "up --prot 80   | there is no option '--prot' of weft up; did you mean '--port'?",
        "up --port x    | '--port': 'x' is not a whole number",
        "get -o wide    | '--output': 'wide' is none of table, json, yaml",
        "completion csh | SHELL: 'csh' is none of bash, zsh, fish",
        "pc log page    | SORT: 'log' is none of listener, route, cluster, endpoint, secret, all",
        "status a b     | 'b' is one word too many for weft status"
      })
  void whatIsWrongWithAWordIsSaidWithoutTheWordsOfProgrammers(String words, String sentence) {
    assertThat(run(words.split(" "))).isEqualTo(2);

    assertThat(complained().lines().findFirst()).contains("weft: " + sentence);
    assertThat(complained()).containsPattern("\nTry 'weft[a-z -]* --help'.\n$");
  }

  @Test
  void helpAndVersionAreThereAlsoForWhoTypesThemAsElsewhere() {
    assertThat(run("--help")).isZero();
    String help = printed();
    assertThat(run("help")).isZero();
    assertThat(printed()).isEqualTo(help);
    assertThat(run("get", "--help")).isZero();
    String get = printed();
    assertThat(run("help", "get")).isZero();
    assertThat(printed()).isEqualTo(get).startsWith("Usage: weft get ");
    assertThat(run("help", "trust", "list")).isZero();
    assertThat(printed()).startsWith("Usage: weft trust list ");

    assertThat(run("--version")).isZero();
    assertThat(printed()).isEqualTo("weft " + Release.VERSION + "\n");
  }

  @Test
  void everyCommandHasHelpThatFitsTheScreen() {
    weft()
        .getSubcommands()
        .forEach((name, command) -> {
          assertThat(run(name, "--help")).as(name).isZero();
          assertThat(printed()).as(name).contains("Usage: weft " + command.getCommandName());
          assertThat(printed().lines()).as(name).allMatch(line -> line.length() <= 100);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completionKnowsTheCommands(String shell) {
    assertThat(run("completion", shell)).as(complained()).isZero();

    assertThat(printed()).contains("weft", "proxy-config", "explain");
  }

  @Test
  void completionForFishKnowsCommandsOfCommandsValuesAndFiles() {
    assertThat(run("completion", "fish")).isZero();

    assertThat(printed())
        .contains("complete -c weft -n '__weft_at' -a proxy-config -d ")
        .contains("complete -c weft -n '__weft_at trust' -a rotate -d ")
        .contains("complete -c weft -n '__weft_at completion' -a 'bash zsh fish'\n")
        .contains("complete -c weft -n '__weft_at up' -F\n")
        .containsPattern("-n '__weft_at up' -l data-plane -x -a '[a-z ]*envoy[a-z ]*' -d ")
        .containsPattern("-n '__weft_at apply'.* -l filename -r -F -d ");
  }

  @Test
  void versionPrintsAsATableAndAsATree() {
    assertThat(run("version")).isZero();
    assertThat(printed()).startsWith("COMPONENT");
    assertThat(run("version", "-o", "json")).isZero();
    assertThat(printed()).startsWith("[").contains("\"weft\"");
  }
}
