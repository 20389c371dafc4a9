package dev.weft.net.upstream;

/// A place in the queue for a stream.
public interface Ticket {
  /// The request was served, or refused, at once.
  Ticket SERVED = () -> {};

  /// Leaves the queue; harmless once served.
  void withdraw();
}
