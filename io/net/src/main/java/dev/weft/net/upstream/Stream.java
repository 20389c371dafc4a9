package dev.weft.net.upstream;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Peer;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Optional;

/// One request's way to an endpoint: an HTTP/1 connection for as long as the request takes, or one
/// stream of an HTTP/2 connection.
public interface Stream {
  /// Received after [#raw] when the upstream will send no more.
  Object END = new Object();

  /// Writes an `HttpObject` and takes it over.
  void write(Object message);

  void flush();

  /// Whether more may be written without piling up.
  boolean writable();

  /// Stops or resumes reading.
  void reading(boolean on);

  /// From here on bytes are exchanged instead of messages.
  void raw();

  /// Writes bytes after [#raw] and takes them over.
  void writeBytes(ByteBuf bytes);

  /// No more bytes will be written after [#raw].
  void endBytes();

  /// Gives it up before its end: resets the stream, or closes the connection.
  void cancel();

  /// Done: request and response both went to their end.
  ///
  /// @param reusable whether the connection may serve another request
  void release(boolean reusable);

  /// What was exchanged for this request so far.
  Record.Wire wire();

  Optional<InetSocketAddress> remote();

  Optional<InetSocketAddress> local();

  /// The upstream's certificate.
  Optional<Peer> peer();
}
