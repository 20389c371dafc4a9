package dev.weft.net.tls;

import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.ServerTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/// The TLS contexts of a data path, shared by its event loops.
///
/// A context lives as long as the secrets it was made from: when SDS delivers a new one, the next
/// handshake makes a new context, and connections that are open keep theirs.
public final class Contexts implements AutoCloseable {
  /// Contexts kept; beyond it the oldest configurations are dropped and made again when needed.
  static final int KEPT = 4096;

  private record ClientKey(ClientTls tls, List<String> alpn) {}

  private record ServerKey(ServerTls tls, int certificate) {}

  private final ConcurrentHashMap<Object, LiveContext> contexts = new ConcurrentHashMap<>();

  /// A handler that answers a client's handshake.
  ///
  /// @param serverName SNI, which chooses among several certificates
  /// @throws SSLException when a secret has not been delivered or is unusable
  public SslHandler server(ServerTls tls, String serverName, ByteBufAllocator allocator)
      throws SSLException {
    int certificate = tls.certificates().size() > 1 ? choose(tls, serverName) : 0;
    LiveContext context = of(new ServerKey(tls, certificate), LiveContext.server(tls, certificate));
    return context.handler(allocator, "", 0);
  }

  /// A handler that opens a handshake.
  ///
  /// @param alpn what is offered; empty for none
  /// @param serverName SNI, which may hold underscores; empty for none
  /// @param port of the upstream, which with the name finds a session to resume
  /// @throws SSLException when a secret has not been delivered or is unusable
  public SslHandler client(
      ClientTls tls, List<String> alpn, String serverName, int port, ByteBufAllocator allocator)
      throws SSLException {
    LiveContext context = of(new ClientKey(tls, alpn), LiveContext.client(tls, alpn));
    SslHandler handler = context.handler(allocator, serverName, port);
    if (!serverName.isEmpty()) {
      ServerName.send(handler.engine(), serverName);
    }
    return handler;
  }

  private LiveContext of(Object key, LiveContext.Recipe recipe) {
    LiveContext known = contexts.get(key);
    if (known != null) {
      return known;
    }
    if (contexts.size() >= KEPT) {
      close();
    }
    return contexts.computeIfAbsent(key, absent -> new LiveContext(recipe));
  }

  /// The first certificate whose names cover the server name, else the first.
  private int choose(ServerTls tls, String serverName) throws SSLException {
    for (int i = 0; i < tls.certificates().size() && !serverName.isEmpty(); i++) {
      if (of(new ServerKey(tls, i), LiveContext.server(tls, i)).covers(serverName)) {
        return i;
      }
    }
    return 0;
  }

  /// Forgets every context; connections that use one keep it alive.
  @Override
  public void close() {
    for (Object key : List.copyOf(contexts.keySet())) {
      LiveContext gone = contexts.remove(key);
      if (gone != null) {
        gone.close();
      }
    }
  }
}
