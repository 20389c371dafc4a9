package dev.weft.telemetry.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.listener.AccessLog.Sink;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
  @TempDir Path folder;
  private final List<String> trouble = Collections.synchronizedList(new ArrayList<>());

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (java.io.IOException failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void linesReachTheFileWithoutBeingAskedFor() {
    Path file = folder.resolve("deep/access.log");
    try (LogFiles files = new LogFiles(OutputStream.nullOutputStream(), System.err, trouble::add)) {
      files.of(new Sink.File(file.toString())).append("one\n");
      await(() -> read(file).equals("one\n"));
      files.of(new Sink.File(file.toString())).append("zwei ä\n");
      await(() -> read(file).equals("one\nzwei ä\n"));
    }
    assertThat(trouble).isEmpty();
  }

  @Test
  void aFileThatWasMovedAwayIsOpenedAgain() throws Exception {
    Path file = folder.resolve("access.log");
    try (LogFiles files = new LogFiles(OutputStream.nullOutputStream(), System.err, trouble::add)) {
      LogFile log = files.of(new Sink.File(file.toString()));
      log.append("before\n");
      await(() -> read(file).equals("before\n"));
      Files.move(file, folder.resolve("access.log.1"));
      log.append("after\n");
      await(() -> read(file).equals("after\n"));
      assertThat(folder.resolve("access.log.1")).hasContent("before\n");
    }
  }

  @Test
  void closingWritesWhatIsPending() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LogFiles files = new LogFiles(out, System.err, trouble::add);
    files.of(new Sink.File("/dev/stdout")).append("last\n");
    files.close();
    assertThat(out.toString()).isEqualTo("last\n");
  }

  @Test
  void aStuckFileDropsLinesInsteadOfFillingTheMemory() {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch writing = new CountDownLatch(1);
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new AssertionError("written in blocks");
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            writing.countDown();
            try {
              stuck.await();
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (LogFiles files = new LogFiles(slow, System.err, trouble::add)) {
      LogFile log = files.of(new Sink.StandardOutput());
      log.append("x\n");
      await(() -> writing.getCount() == 0);
      String line = "y".repeat(1023) + "\n";
      for (int i = 0; i < 2000; i++) {
        log.append(line);
      }
      assertThat(files.dropped()).isEqualTo(2000 - LogFile.PENDING_LIMIT_BYTES / 1024);
      stuck.countDown();
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsToldOnceAndWrittenAgainWhenItCan() throws Exception {
    Path file = Files.createDirectory(folder.resolve("access.log"));
    try (LogFiles files = new LogFiles(OutputStream.nullOutputStream(), System.err, trouble::add)) {
      LogFile log = files.of(new Sink.File(file.toString()));
      log.append("one\n");
      await(() -> files.dropped() == 1);
      log.append("two\n");
      await(() -> files.dropped() == 2);
      assertThat(trouble).hasSize(1);
      assertThat(trouble.getFirst())
          .startsWith("cannot write the access log " + file + ": ")
          .contains("make room");

      Files.delete(file);
      log.append("three\n");
      await(() -> trouble.size() == 2);
      assertThat(trouble.getLast())
          .isEqualTo("the access log " + file + " is written again; 2 lines are lost");
      assertThat(file).hasContent("\nthree\n");
    }
  }
}
