package dev.weft.net.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/// How sockets are driven: epoll where the native library loads (Linux), NIO elsewhere.
public enum Transport {
  EPOLL,
  NIO;

  /// EPOLL when its native library is usable on this machine, else NIO.
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /// Starts event loops; each runs on one daemon thread of its own.
  ///
  /// @param count at least 1
  /// @param name prefix of the threads' names
  public EventLoopGroup loops(int count, String name) {
    return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), driver());
  }

  private IoHandlerFactory driver() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /// Makes listening channels that suit `address` (Unix-domain, or the very family of an IP
  /// address: a listener on `0.0.0.0` leaves `::` to another).
  public ChannelFactory<ServerChannel> server(SocketAddress address) {
    return () -> listening(address);
  }

  private ServerChannel listening(SocketAddress address) {
    boolean pipe = isPipe(address);
    boolean v4 =
        address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address;
    return switch (this) {
      case EPOLL ->
          pipe
              ? new EpollServerDomainSocketChannel()
              : v4
                  ? new EpollServerSocketChannel(SocketProtocolFamily.INET)
                  : new EpollServerSocketChannel();
      case NIO -> pipe ? new NioServerDomainSocketChannel() : new NioServerSocketChannel();
    };
  }

  /// A connecting channel type that suits `address` (IP or Unix-domain).
  public Class<? extends Channel> client(SocketAddress address) {
    boolean pipe = isPipe(address);
    return switch (this) {
      case EPOLL -> pipe ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
      case NIO -> pipe ? NioDomainSocketChannel.class : NioSocketChannel.class;
    };
  }

  /// A datagram channel type, for name resolution.
  public Class<? extends DatagramChannel> datagram() {
    return switch (this) {
      case EPOLL -> EpollDatagramChannel.class;
      case NIO -> NioDatagramChannel.class;
    };
  }

  /// The address of a Unix-domain socket in the form that this transport's channels take.
  public SocketAddress pipe(String path) {
    return switch (this) {
      case EPOLL -> new DomainSocketAddress(path);
      case NIO -> UnixDomainSocketAddress.of(path);
    };
  }

  /// Which transport the loop was made by.
  public static Transport of(EventLoop loop) {
    return loop instanceof io.netty.channel.IoEventLoop io && io.isIoType(EpollIoHandler.class)
        ? EPOLL
        : NIO;
  }

  private static boolean isPipe(SocketAddress address) {
    return address instanceof DomainSocketAddress || address instanceof UnixDomainSocketAddress;
  }
}
