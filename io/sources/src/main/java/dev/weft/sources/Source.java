package dev.weft.sources;

import java.util.function.Consumer;

/// A store of resources that tells what is in it and then what becomes different.
///
/// The contract, which one abstract test holds every source to: [#start] hands over everything
/// there is, as one batch, before it returns; later batches come one at a time, in order, and never
/// miss or repeat a change. A resource whose newest text is broken stays as it was and is told as
/// broken. A source that loses its store keeps what it had and says so as a problem.
public interface Source extends AutoCloseable {
  /// Begins to tell. Called once.
  void start(Consumer<Batch> listener);

  /// Tells no more.
  @Override
  void close();
}
