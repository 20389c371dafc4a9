package dev.weft.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.world.Change;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectorySourceTest extends TextSourceContract {
  @TempDir Path directory;
  private DirectorySource source;

  @BeforeEach
  void open() {
    source = new DirectorySource(directory, "default");
  }

  @Override
  protected Source source() {
    return source;
  }

  @Override
  protected void write(String file, String text) throws Exception {
    Files.writeString(directory.resolve(file), text);
  }

  @Override
  protected void remove(String file) throws Exception {
    Files.delete(directory.resolve(file));
  }

  @Test
  void anEditorsRenameSaveIsOneChangeAndNeverALoss() throws Exception {
    write("a.yaml", entry("a", 1));
    start();
    told().clear();
    write(".a.yaml.swp", entry("a", 2));
    Files.move(
        directory.resolve(".a.yaml.swp"),
        directory.resolve("a.yaml"),
        StandardCopyOption.ATOMIC_MOVE);
    eventually(Map.of("a", 2));
    Files.move(directory.resolve("a.yaml"), directory.resolve("a.yaml~"));
    write("a.yaml", entry("a", 3));
    eventually(Map.of("a", 3));
    assertThat(told()).hasSize(2).allMatch(Change.Put.class::isInstance);
  }

  @Test
  void aWithdrawalThatIsRenamedIntoPlaceIsBelievedAtOnce() throws Exception {
    source = new DirectorySource(directory, "default");
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    start();
    for (int round = 0; round < 20; round++) {
      write(".next", entry("a", 1));
      long begin = System.nanoTime();
      Files.move(
          directory.resolve(".next"), directory.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
      eventually(Map.of("a", 1));
      if (System.nanoTime() - begin < DirectorySource.LOSS_STANDS_NANOS) {
        return; // one withdrawal sooner than doubt lasts: there was none
      }
      write(".next", entry("a", 1) + "---\n" + entry("b", 2));
      Files.move(
          directory.resolve(".next"), directory.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
      eventually(Map.of("a", 1, "b", 2));
    }
    throw new AssertionError("every withdrawal was doubted");
  }

  @Test
  void aFileWrittenInPiecesIsNeverALoss() throws Exception {
    String before = entry("a", 1) + "---\n" + entry("b", 1);
    String after = entry("a", 2) + "---\n" + entry("b", 2);
    write("a.yaml", before);
    start();
    told().clear();
    try (OutputStream out = Files.newOutputStream(directory.resolve("a.yaml"))) {
      for (byte one : after.getBytes(StandardCharsets.UTF_8)) {
        out.write(one);
        out.flush();
      }
    }
    eventually(Map.of("a", 2, "b", 2));
    assertThat(told()).noneMatch(Change.Gone.class::isInstance);
  }

  @Test
  void directoriesBelowAreReadAndHiddenOnesAreNot() throws Exception {
    Files.createDirectories(directory.resolve("one/two"));
    Files.createDirectories(directory.resolve(".weft"));
    write("one/two/a.yaml", entry("a", 1));
    write(".weft/b.yaml", entry("b", 1));
    write("notes.txt", entry("c", 1));
    start();
    eventually(Map.of("a", 1));
    Files.createDirectories(directory.resolve("later"));
    write("later/d.yaml", entry("d", 4));
    eventually(Map.of("a", 1, "d", 4));
    write("later/d.yaml", entry("d", 5));
    eventually(Map.of("a", 1, "d", 5));
  }

  @Test
  void aDirectoryThatVanishesLeavesEverythingAsItWas() throws Exception {
    Path inner = Files.createDirectory(directory.resolve("mesh"));
    source = new DirectorySource(inner, "default");
    Files.writeString(inner.resolve("a.yaml"), entry("a", 1));
    start();
    Files.move(inner, directory.resolve("elsewhere"));
    Files.move(directory.resolve("elsewhere"), inner);
    Files.writeString(inner.resolve("a.yaml"), entry("a", 2));
    eventually(Map.of("a", 2));
    assertThat(told()).noneMatch(Change.Gone.class::isInstance);
  }
}
