package dev.weft.proxy;

import dev.weft.host.Exit;
import dev.weft.host.Running;
import java.util.concurrent.CompletableFuture;

/// A program that was over as soon as it was started.
record Ended(CompletableFuture<Exit> ended) implements Running {
  Ended(Exit exit) {
    this(CompletableFuture.completedFuture(exit));
  }

  @Override
  public void stop() {
    // it has ended already
  }
}
