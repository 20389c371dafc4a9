package dev.weft.net.exchange;

/// A client's connection, as whoever drains it sees it.
public interface Connection {
  /// Asks the client to leave: what is under way is finished, nothing new is begun.
  void drain();
}
