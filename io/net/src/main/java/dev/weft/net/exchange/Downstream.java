package dev.weft.net.exchange;

import dev.weft.graph.Record;
import io.netty.buffer.ByteBuf;

/// The client's side of one exchange: an HTTP/1 connection while it is served, or an HTTP/2 stream.
interface Downstream {
  /// Writes an `HttpObject` and takes it over.
  void write(Object message);

  void flush();

  boolean writable();

  /// Stops or resumes reading of the request's body.
  void reading(boolean on);

  /// From here on bytes are exchanged instead of messages.
  void raw();

  /// Writes bytes after [#raw] and takes them over.
  void writeBytes(ByteBuf bytes);

  /// No more bytes will be written after [#raw].
  void endBytes();

  /// The response has been written to its end.
  ///
  /// @param requestRead whether the request was read to its end
  void answered(boolean requestRead);

  /// Breaks the exchange off: the client must notice that the response is not whole.
  void abort();

  /// What was exchanged with the client for this request so far.
  Record.Wire wire();

  /// Whether the client speaks HTTP/2.
  boolean http2();

  /// Whether responses may be chunked.
  boolean http10();

  /// A response is about to be written: whether the connection will be closed after it, and it must
  /// say so.
  ///
  /// @param requestRead whether the request was read to its end; where requests follow one another
  ///   nobody waits for the rest of one that is answered, as in Envoy
  boolean closesAfter(boolean requestRead);
}
