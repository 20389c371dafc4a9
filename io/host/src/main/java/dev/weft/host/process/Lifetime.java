package dev.weft.host.process;

import java.util.Optional;

/// Since when a process runs: what tells it from a later one of the same number.
public final class Lifetime {
  /// The system tells it by a clock that may be set meanwhile, after a sleep of the machine for
  /// instance. Nobody else has the same number so soon.
  static final long CLOCK_SET_MILLIS = 60_000;

  private Lifetime() {}

  /// When it began, in milliseconds since 1970; 0 when the system does not tell.
  public static long began(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }

  /// The process of that number that began then, if it still runs.
  public static Optional<ProcessHandle> of(long pid, long began) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> Math.abs(began(process) - began) <= CLOCK_SET_MILLIS);
  }
}
