package dev.weft.bench.macro.peer;

import dev.weft.bench.macro.load.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A child process, bound to one processor or free, with what `/proc` says of it.
public record PinnedProcess(Process process, Path output) implements AutoCloseable {
  private static final long TICK_MICROS = 10_000; // USER_HZ is 100 on every Linux that Weft runs on

  /// Starts a command whose output goes to a file.
  static PinnedProcess start(List<String> command, int processor, Path output) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
    pinned.addAll(command);
    return free(pinned, output);
  }

  /// Starts a command that may use every processor of this machine.
  public static PinnedProcess free(List<String> command, Path output) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new PinnedProcess(process, output);
    } catch (IOException unstartable) {
      throw new UncheckedIOException(unstartable);
    }
  }

  /// Waits until something accepts connections on a port of the loopback address.
  ///
  /// @return milliseconds waited
  /// @throws IllegalStateException with the end of the output when the process ended or a minute
  ///   passed
  public long awaitPort(int port) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the proxy ended: " + tail());
      }
      if (accepts(port)) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      }
      Waiting.millis(5);
    }
    throw new IllegalStateException("nothing listens on " + port + " after a minute: " + tail());
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Processor time used so far, user and system, in microseconds.
  public long cpuMicros() {
    String stat = read("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
  }

  /// Resident memory in MiB.
  public double residentMib() {
    return read("status")
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        / 1024.0;
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException gone) {
      throw new UncheckedIOException("the proxy is gone: " + tail(), gone);
    }
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException unreadable) {
      return "(its output cannot be read: " + unreadable.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
