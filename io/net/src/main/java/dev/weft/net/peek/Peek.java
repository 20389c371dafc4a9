package dev.weft.net.peek;

import dev.weft.graph.exchange.Hint;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/// Says what the first bytes of a connection are.
public final class Peek {
  /// What to look for.
  public record Wanted(boolean tls, boolean http) {
    public boolean nothing() {
      return !tls && !http;
    }
  }

  /// More bytes than this are not waited for.
  public static final int LIMIT_BYTES = HttpPreface.LIMIT_BYTES + 1;

  private Peek() {}

  /// Looks at the readable bytes of `in` and leaves them there.
  ///
  /// @return empty when more bytes are needed
  public static Optional<Hint> at(ByteBuf in, Wanted wanted) {
    if (wanted.tls()) {
      switch (ClientHello.read(in)) {
        case ClientHello.Result.Found found -> {
          ClientHello hello = found.hello();
          return Optional.of(
              new Hint(hello.serverName(), hello.alpn(), Hint.Transport.TLS, Hint.Detected.NONE));
        }
        case ClientHello.Result.Incomplete incomplete -> {
          return Optional.empty();
        }
        case ClientHello.Result.NotTls notTls -> {}
      }
    }
    if (!wanted.http()) {
      return in.isReadable() ? Optional.of(Hint.NONE) : Optional.empty();
    }
    return switch (HttpPreface.read(in)) {
      case HTTP1 -> raw(Hint.Detected.HTTP1);
      case HTTP2 -> raw(Hint.Detected.HTTP2);
      case OTHER -> raw(Hint.Detected.OTHER);
      case INCOMPLETE -> Optional.empty();
    };
  }

  private static Optional<Hint> raw(Hint.Detected detected) {
    return Optional.of(new Hint("", List.of(), Hint.Transport.RAW, detected));
  }

  /// Whether plain text begins HTTP/2; empty when more bytes are needed. Anything else is HTTP/1's
  /// to judge.
  public static Optional<Boolean> http2(ByteBuf in) {
    return switch (HttpPreface.read(in)) {
      case HTTP2 -> Optional.of(true);
      case HTTP1, OTHER -> Optional.of(false);
      case INCOMPLETE ->
          in.isReadable() && in.getByte(in.readerIndex()) != 'P'
              ? Optional.of(false)
              : Optional.empty();
    };
  }
}
