package dev.weft.agent.proxy;

import dev.weft.agent.settings.ProxySettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The gentle end of a proxy: clients are told to leave, and get time to.
public final class Departure {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Admin admin;
  private final ProxySettings.Ending ending;
  private final Consumer<String> log;
  private final AtomicBoolean begun = new AtomicBoolean();

  public Departure(Admin admin, ProxySettings.Ending ending, Consumer<String> log) {
    this.admin = admin;
    this.ending = ending;
    this.log = log;
  }

  /// Begins to drain; nothing happens when it was begun before.
  ///
  /// @return whether this call began it
  public boolean begin() {
    if (!begun.compareAndSet(false, true)) {
      return false;
    }
    try {
      admin.drain();
      log.accept("draining");
    } catch (IOException deaf) {
      log.accept("the proxy cannot be drained: " + deaf.getMessage());
    }
    return true;
  }

  /// Begins to drain and waits for as long as the settings say; at once when draining had been
  /// begun before, which the platform does ahead of the signal.
  public void complete() {
    if (!begin()) {
      return;
    }
    long start = System.nanoTime();
    Duration least = ending.untilEmpty() ? ending.least() : ending.drain();
    while (System.nanoTime() - start < least.toNanos() && !Thread.interrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    while (ending.untilEmpty() && connected() && !Thread.interrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private boolean connected() {
    try {
      return admin.connections() > 0;
    } catch (IOException gone) {
      log.accept("the proxy is gone before its clients: " + gone.getMessage());
      return false;
    }
  }
}
