package dev.weft.net;

import dev.weft.graph.Record;
import dev.weft.graph.listener.Listener;

/// Is told what the data path did. Called on event loops: it must not block, and what it throws is
/// reported once and then ignored.
public interface Observer {
  /// Ignores everything.
  Observer SILENT = record -> {};

  /// A request, or a TCP connection, is over. The heads in `record` may only be read until this
  /// returns.
  void over(Record record);

  /// A TCP connection has reached its endpoint, or was open for a while since the last time; the
  /// record is of what happened so far, and [Record#told()] of what was told before.
  default void underWay(Record soFar) {}

  /// A client connected.
  default void opened(Listener listener) {}

  /// A client's connection is gone.
  default void closed(Listener listener) {}
}
