package dev.weft.telemetry.accesslog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/// One destination of lines. Appending only copies into memory; [LogFiles] writes it out.
public final class LogFile {
  /// Lines waiting to be written take at most this much memory; what does not fit is dropped and
  /// counted, so that a full disk cannot stop requests.
  static final int PENDING_LIMIT_BYTES = 1 << 20;

  /// From this fill on the writer does not wait for the next interval.
  private static final int HURRY_BYTES = 64 << 10;

  /// Opens, checks and writes the thing behind the lines.
  interface Target {
    /// The stream to write to now: another one than before when the file was moved away.
    OutputStream current() throws IOException;

    void close() throws IOException;
  }

  private final Target target;
  private final Runnable dirty;
  private final LongAdder dropped = new LongAdder();
  private byte[] active = new byte[8 << 10];
  private byte[] spare = new byte[8 << 10];
  private int filled;
  private boolean hurried;
  private long lost;

  LogFile(Target target, Runnable dirty) {
    this.target = target;
    this.dirty = dirty;
  }

  /// Adds a line with its end; never waits for the disk.
  public void append(CharSequence line) {
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    boolean wake;
    synchronized (this) {
      if (filled + bytes.length > PENDING_LIMIT_BYTES) {
        dropped.increment();
        return;
      }
      if (filled + bytes.length > active.length) {
        int size = Math.max(active.length * 2, filled + bytes.length);
        active = java.util.Arrays.copyOf(active, Math.min(size, PENDING_LIMIT_BYTES));
      }
      wake = filled == 0 || (!hurried && filled + bytes.length > HURRY_BYTES);
      hurried = filled + bytes.length > HURRY_BYTES;
      System.arraycopy(bytes, 0, active, filled, bytes.length);
      filled += bytes.length;
    }
    if (wake) {
      dirty.run();
    }
  }

  /// How many lines did not fit, or could not be written.
  public long dropped() {
    return dropped.sum();
  }

  synchronized boolean hurries() {
    return hurried;
  }

  synchronized boolean isDirty() {
    return filled > 0;
  }

  /// Lines that could not be written since the last that could. For the thread that flushes.
  long lost() {
    return lost;
  }

  /// Writes what is pending. One thread at a time.
  ///
  /// @throws IOException when it cannot be written; it is lost, and counted
  void flush() throws IOException {
    byte[] full;
    int length;
    synchronized (this) {
      if (filled == 0) {
        return;
      }
      full = active;
      length = filled;
      active = spare;
      filled = 0;
      hurried = false;
    }
    try {
      OutputStream stream = target.current();
      if (lost > 0) {
        stream.write('\n'); // what came last may have been cut short
      }
      stream.write(full, 0, length);
      stream.flush();
      lost = 0;
    } catch (IOException failed) {
      lost += lines(full, length);
      throw failed;
    } finally {
      synchronized (this) {
        spare = full;
      }
    }
  }

  private long lines(byte[] bytes, int length) {
    int lines = 0;
    for (int i = 0; i < length; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    dropped.add(lines);
    return Math.max(1, lines);
  }

  void close() throws IOException {
    flush();
    target.close();
  }
}
