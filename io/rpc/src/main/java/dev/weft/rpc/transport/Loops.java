package dev.weft.rpc.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The event loops of one process's gRPC: epoll where there is one, else NIO (which has no
/// Unix-domain sockets). Whoever makes it closes it.
public final class Loops implements AutoCloseable {
  /// Held, because a logger's level goes with the logger.
  private static final Logger BOOTSTRAP = Logger.getLogger("io.netty.bootstrap");

  private final EventLoopGroup group;
  private final boolean epoll;

  private Loops(EventLoopGroup group, boolean epoll) {
    this.group = group;
    this.epoll = epoll;
    // gRPC sets SO_KEEPALIVE on Unix-domain sockets too, and Netty warns of it at each connection.
    BOOTSTRAP.setLevel(Level.SEVERE);
  }

  /// That many threads, named for the thread dump.
  public static Loops of(int threads, String name) {
    boolean epoll = Epoll.isAvailable();
    var factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new Loops(
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), factory),
        epoll);
  }

  EventLoopGroup group() {
    return group;
  }

  Class<? extends ServerChannel> server(boolean pipe) {
    requireEpoll(pipe);
    return pipe
        ? EpollServerDomainSocketChannel.class
        : epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends Channel> client(boolean pipe) {
    requireEpoll(pipe);
    return pipe
        ? EpollDomainSocketChannel.class
        : epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  private void requireEpoll(boolean pipe) {
    if (pipe && !epoll) {
      throw new IllegalStateException("Unix-domain sockets need Linux epoll, which is missing");
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
  }
}
