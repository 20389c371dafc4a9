package dev.weft.bench.macro.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;

/// The event loops that clients and upstream share, one thread each, off the proxy's processor.
public record Loops(EventLoopGroup clients, EventLoopGroup upstream) implements AutoCloseable {
  public static Loops start() {
    return new Loops(
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()),
        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()));
  }

  @Override
  public void close() {
    clients.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    upstream.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
  }
}
