package dev.weft.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.world.Change;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
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

  /// Writes in place, as an editor may; but what is there already is not gone for a moment, however
  /// busy the machine: how soon a loss is believed has tests of its own.
  @Override
  protected void write(String file, String text) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      int length = bytes.remaining();
      assertThat(channel.write(bytes)).isEqualTo(length);
      channel.truncate(length);
    }
  }

  /// Something that loses nothing if it is quick enough.
  private interface Save {
    /// @return how long the file was without its contents at most
    long hollowNanos() throws Exception;
  }

  /// Does it until it was quick enough to say something: a pause of ours that is longer than doubt
  /// lasts is a loss indeed.
  private void losesNothing(Save save) throws Exception {
    for (int round = 0; round < 200; round++) {
      write("a.yaml", entry("a", 1) + "---\n" + entry("b", 1));
      eventually(Map.of("a", 1, "b", 1));
      told().clear();
      boolean quick = save.hollowNanos() < DirectorySource.LOSS_STANDS_NANOS;
      eventually(Map.of("a", 2, "b", 2));
      if (quick) {
        assertThat(told()).noneMatch(Change.Gone.class::isInstance);
        return;
      }
    }
    throw new AssertionError("never quick enough");
  }

  @Override
  protected void remove(String file) throws Exception {
    Files.delete(directory.resolve(file));
  }

  @Test
  void anEditorsRenameSaveIsOneChange() throws Exception {
    write("a.yaml", entry("a", 1));
    start();
    told().clear();
    write(".a.yaml.swp", entry("a", 2));
    Files.move(
        directory.resolve(".a.yaml.swp"),
        directory.resolve("a.yaml"),
        StandardCopyOption.ATOMIC_MOVE);
    eventually(Map.of("a", 2));
    assertThat(told()).hasSize(1).allMatch(Change.Put.class::isInstance);
  }

  @Test
  void anEditorThatKeepsTheOldFileLosesNothing() throws Exception {
    start();
    losesNothing(() -> {
      long begin = System.nanoTime();
      Files.move(
          directory.resolve("a.yaml"),
          directory.resolve("a.yaml~"),
          StandardCopyOption.REPLACE_EXISTING);
      write("a.yaml", entry("a", 2) + "---\n" + entry("b", 2));
      return System.nanoTime() - begin;
    });
    assertThat(told()).hasSize(2).allMatch(Change.Put.class::isInstance);
  }

  @Test
  void aFileThatIsMadeAnewLosesNothingWhileItIsEmpty() throws Exception {
    start();
    losesNothing(() -> {
      long begin = System.nanoTime();
      Files.move(
          directory.resolve("a.yaml"),
          directory.resolve("a.yaml~"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.createFile(directory.resolve("a.yaml"));
      while (System.nanoTime() - begin < DirectorySource.LOSS_STANDS_NANOS / 2) {
        LockSupport.parkNanos(1_000_000);
      }
      write("a.yaml", entry("a", 2) + "---\n" + entry("b", 2));
      return System.nanoTime() - begin;
    });
  }

  @Test
  void aWithdrawalThatIsRenamedIntoPlaceIsBelievedAtOnce() throws Exception {
    source = new DirectorySource(directory, "default");
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    start();
    for (int round = 0; round < 200; round++) {
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
    String after = entry("a", 2) + "---\n" + entry("b", 2);
    start();
    losesNothing(() -> {
      long longest = 0;
      long before = System.nanoTime();
      try (OutputStream out = Files.newOutputStream(directory.resolve("a.yaml"))) {
        for (byte one : after.getBytes(StandardCharsets.UTF_8)) {
          long now = System.nanoTime();
          out.write(one);
          longest = Math.max(longest, System.nanoTime() - before);
          before = now;
        }
      }
      return longest;
    });
  }

  /// Kernels count the times of files in ticks of several milliseconds: two saves may have the
  /// same.
  @Test
  void aSecondSaveOfTheSameTimeAndSizeIsRead() throws Exception {
    FileTime time = FileTime.from(Instant.now().plus(Duration.ofMinutes(5)));
    write("a.yaml", entry("a", 1));
    Files.setLastModifiedTime(directory.resolve("a.yaml"), time);
    start();
    for (int weight = 2; weight < 10; weight++) {
      write("a.yaml", entry("a", weight));
      Files.setLastModifiedTime(directory.resolve("a.yaml"), time);
      eventually(Map.of("a", weight));
    }
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

  /// Only the look at everything, each five seconds, would tell of them otherwise.
  @Test
  void problemsOfAFileThatHasNoResourceAreToldAtOnceAndSoIsTheirEnd() throws Exception {
    write("a.yaml", entry("a", 1));
    start();
    Instant begin = Instant.now();
    for (int round = 0; round < 8; round++) {
      write("broken.yaml", "metadata: [");
      eventuallyProblems(1);
      remove("broken.yaml");
      eventuallyProblems(0);
    }
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(40));
    assertThat(told()).hasSize(1);
  }

  @Test
  void aDirectoryThatVanishesLeavesEverythingAsItWas() throws Exception {
    Path inner = Files.createDirectory(directory.resolve("mesh"));
    source = new DirectorySource(inner, "default");
    Files.writeString(inner.resolve("a.yaml"), entry("a", 1));
    start();
    Files.move(inner, directory.resolve("elsewhere"));
    Files.move(directory.resolve("elsewhere"), inner);
    write("mesh/a.yaml", entry("a", 2));
    eventually(Map.of("a", 2));
    assertThat(told()).noneMatch(Change.Gone.class::isInstance);
  }
}
