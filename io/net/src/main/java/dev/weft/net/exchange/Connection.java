package dev.weft.net.exchange;

/// A client's connection, as whoever drains it sees it.
public interface Connection {
  /// Asks the client to leave: what is under way is finished, nothing new is begun. It may stay
  /// open for a client that has nothing to ask and has not heard yet.
  void drain();

  /// The same for a connection that nobody will miss: it is closed once it has been quiet for a
  /// second, in which a client that had not heard yet can still be answered.
  void end();
}
