package dev.weft.host;

import java.util.concurrent.CompletableFuture;

/// A started [Program].
public interface Running extends AutoCloseable {
  /// Stops it gracefully and returns when it has stopped. Later calls do nothing.
  void stop();

  /// Completes when it has ended, by [#stop()] or by itself: with [Exit#OK], or with what went
  /// wrong.
  CompletableFuture<Exit> ended();

  @Override
  default void close() {
    stop();
  }
}
