package dev.weft.rpc.transport;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// A gRPC server that listens. Closing it ends its streams.
public final class Listening implements AutoCloseable {
  private final Server server;
  private final Optional<Path> pipe;

  private Listening(Server server, Optional<Path> pipe) {
    this.server = server;
    this.pipe = pipe;
  }

  /// What a server offers.
  ///
  /// @param services what can be called
  /// @param interceptors what every call passes, outermost first
  /// @param executor where calls run; virtual threads are right
  public record Offer(
      List<BindableService> services, List<ServerInterceptor> interceptors, Executor executor) {
    public Offer {
      services = List.copyOf(services);
      interceptors = List.copyOf(interceptors);
    }
  }

  /// Listens on an address, under TLS where it is given.
  ///
  /// @throws IOException when the address is taken or not this machine's
  public static Listening on(
      InetSocketAddress address, Optional<ServerTls> tls, Loops loops, Offer offer)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address).channelType(loops.server(false));
    tls.ifPresent(with -> builder.sslContext(with.context()));
    return new Listening(build(builder, loops, offer).start(), Optional.empty());
  }

  /// Listens on a Unix-domain socket that only its owner can open. A stale file is replaced.
  ///
  /// @throws IOException when the path cannot be bound, or is longer than the system allows (108)
  public static Listening on(Path path, Loops loops, Offer offer) throws IOException {
    Files.deleteIfExists(path);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()))
            .channelType(loops.server(true));
    Server server = build(builder, loops, offer).start();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    return new Listening(server, Optional.of(path));
  }

  private static Server build(NettyServerBuilder builder, Loops loops, Offer offer) {
    builder
        .bossEventLoopGroup(loops.group())
        .workerEventLoopGroup(loops.group())
        .executor(offer.executor())
        .maxInboundMessageSize(Limits.SERVER_MESSAGE_BYTES)
        .maxInboundMetadataSize(Limits.HEADER_BYTES)
        .maxConcurrentCallsPerConnection(Limits.STREAMS_PER_CONNECTION)
        .keepAliveTime(Limits.KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(Limits.KEEP_ALIVE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(Limits.KEEP_ALIVE_TOLERATED.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(true);
    offer.services().forEach(builder::addService);
    offer.interceptors().reversed().forEach(builder::intercept);
    return builder.build();
  }

  /// The port listened on; -1 for a Unix-domain socket.
  public int port() {
    List<? extends SocketAddress> all = server.getListenSockets();
    return all.getFirst() instanceof InetSocketAddress inet ? inet.getPort() : -1;
  }

  /// Takes no new streams, gives the old ones a moment, then cuts them.
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(Limits.STOP.toMillis() / 5, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(Limits.STOP.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException interrupted) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    pipe.ifPresent(Listening::remove);
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException leftBehind) {
      path.toFile().deleteOnExit();
    }
  }
}
