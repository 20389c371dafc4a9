package dev.weft.net.stage;

import dev.weft.graph.Graph;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.listener.Listener;
import dev.weft.model.Address;
import dev.weft.model.Problem;
import dev.weft.net.NetSettings;
import dev.weft.net.Observer;
import dev.weft.net.lane.Lane;
import dev.weft.net.tls.Contexts;
import dev.weft.net.tls.Peers;
import dev.weft.net.tls.Trust;
import dev.weft.net.transport.OriginalDestination;
import dev.weft.net.transport.Transport;
import dev.weft.net.upstream.Dialer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Serves a graph: owns the event loops and the listening sockets.
///
/// Its methods may be called from any thread but an event loop, one at a time; they block until
/// what they say is done.
public final class Stage implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final IntegerUnixChannelOption IPV6_V6ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

  /// @param transparent whether connections to any address arrive here
  /// @param dualStack whether an IPv6 wildcard takes IPv4 too
  private record Socket(String listener, Address address, boolean transparent, boolean dualStack) {
    static Socket of(Listener listener, Address address) {
      return new Socket(
          listener.name(),
          address,
          listener.sockets().transparent(),
          listener.sockets().dualStack().contains(address));
    }
  }

  private final NetSettings settings;
  private final EventLoopGroup loops;
  private final Contexts contexts = new Contexts();
  private final DnsAddressResolverGroup resolvers;
  private final Map<EventLoop, Worker> workers = new IdentityHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Map<Socket, Channel> sockets = new HashMap<>();
  private final Names names;
  private final EventLoop namesLoop;
  private boolean closed;

  private Stage(NetSettings settings, Observer observer) {
    this.settings = settings;
    this.loops = settings.transport().loops(settings.loops(), "weft-net");
    this.resolvers = Names.group(settings);
    Lane.Shared shared =
        new Lane.Shared(settings, observer, contexts, new Peers(), new Trust(), resolvers);
    for (EventExecutor each : loops) {
      EventLoop loop = (EventLoop) each;
      workers.put(loop, new Worker(new Lane(loop, shared), open));
    }
    this.namesLoop = loops.next();
    this.names = new Names(namesLoop, settings);
  }

  /// Starts the event loops; nothing listens yet.
  public static Stage open(NetSettings settings, Observer observer) {
    return new Stage(settings, observer);
  }

  /// Serves another graph: binds new listeners first, then makes the graph current on every event
  /// loop, then drains listeners that are gone or changed. Connections in flight are not touched.
  ///
  /// @return one problem per listener that could not be bound (its port is in use, its address is
  ///   not ours); everything else is served
  public List<Problem> swap(Graph graph) {
    List<Problem> problems = new ArrayList<>();
    Map<Socket, Listener> wanted = new HashMap<>();
    for (Listener listener : graph.listeners()) {
      if (listener.bindToPort()) {
        for (Address address : listener.addresses()) {
          wanted.put(Socket.of(listener, address), listener);
        }
      }
    }
    List<Socket> gone = sockets.keySet().stream().filter(s -> !wanted.containsKey(s)).toList();
    // Connections that arrive from here on find the listener in the new graph.
    Map<Socket, Channel> bound = new HashMap<>();
    for (Socket socket : wanted.keySet()) {
      if (!sockets.containsKey(socket)) {
        Optional<Channel> channel = bind(socket, gone);
        if (channel.isEmpty()) {
          problems.add(inUse(socket));
        } else if (asTransparentAsAsked(socket, channel.get())) {
          bound.put(socket, channel.get());
        } else {
          channel.get().close().syncUninterruptibly();
          problems.add(notTransparent(socket));
        }
      }
    }
    everywhere(worker -> worker.publish(graph));
    bound.forEach((socket, channel) -> channel.config().setAutoRead(true));
    sockets.putAll(bound);
    for (Socket socket : gone) {
      Channel channel = sockets.remove(socket);
      if (channel != null) {
        channel.close().syncUninterruptibly();
      }
    }
    namesLoop.submit(() -> names.publish(graph)).syncUninterruptibly();
    return List.copyOf(problems);
  }

  private void everywhere(java.util.function.Consumer<Worker> action) {
    List<io.netty.util.concurrent.Future<?>> all = new ArrayList<>();
    workers.forEach((loop, worker) -> all.add(loop.submit(() -> action.accept(worker))));
    all.forEach(each -> each.syncUninterruptibly());
  }

  /// Binds without accepting yet.
  private Optional<Channel> bind(Socket socket, List<Socket> gone) {
    Optional<Channel> channel = tryBind(socket);
    if (channel.isPresent()) {
      return channel;
    }
    // The port may be held by a listener of ours that this swap removes.
    boolean ours = false;
    for (Socket old : gone) {
      if (old.address() instanceof Address.Ip before
          && socket.address() instanceof Address.Ip now
          && before.port() == now.port()
          && sockets.containsKey(old)) {
        sockets.remove(old).close().syncUninterruptibly();
        ours = true;
      }
    }
    return ours ? tryBind(socket) : Optional.empty();
  }

  private Optional<Channel> tryBind(Socket socket) {
    Transport transport = settings.transport();
    SocketAddress address =
        switch (socket.address()) {
          case Address.Ip ip -> new InetSocketAddress(ip.host(), ip.port());
          case Address.Pipe pipe -> transport.pipe(pipe.path());
        };
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(transport.server(address))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Dialer.WATER_MARK)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted(socket.listener(), channel);
                  }
                });
    if (socket.address() instanceof Address.Ip) {
      bootstrap
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true);
    }
    if (transport == Transport.EPOLL
        && address instanceof InetSocketAddress inet
        && inet.getAddress() instanceof Inet6Address) {
      bootstrap.option(IPV6_V6ONLY, socket.dualStack() ? 0 : 1);
    }
    if (transport == Transport.EPOLL && socket.transparent()) {
      bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
    }
    ChannelFuture binding = bootstrap.bind(address).awaitUninterruptibly();
    return binding.isSuccess() ? Optional.of(binding.channel()) : Optional.empty();
  }

  /// Whether what a transparent listener needs was granted.
  private static boolean asTransparentAsAsked(Socket socket, Channel channel) {
    return !socket.transparent()
        || Boolean.TRUE.equals(channel.config().getOption(EpollChannelOption.IP_TRANSPARENT));
  }

  private static Problem notTransparent(Socket socket) {
    return Problem.error(
        Problem.Code.UNAVAILABLE,
        "transparent",
        "listener '"
            + socket.listener()
            + "' cannot take connections to any address on "
            + socket.address()
            + ": the system did not permit it",
        "give the proxy the capability NET_ADMIN on Linux, or intercept by REDIRECT");
  }

  private static Problem inUse(Socket socket) {
    return Problem.error(
        Problem.Code.UNAVAILABLE,
        "address",
        "listener '"
            + socket.listener()
            + "' cannot listen on "
            + socket.address()
            + ": the port is in use or the address is not this machine's",
        "stop whatever listens there, or choose another address");
  }

  private void accepted(String name, Channel channel) {
    Worker worker = workers.get(channel.eventLoop());
    Listener listener = worker == null ? null : worker.lane().graph().listener(name).orElse(null);
    if (worker == null || listener == null) {
      channel.close();
      return;
    }
    worker.accepted(channel, listener);
    channel.pipeline().addLast(new Arriving(worker, listener, arrival(listener, channel)));
  }

  private static Arrival arrival(Listener listener, Channel channel) {
    InetSocketAddress local = inet(channel.localAddress());
    InetSocketAddress remote = inet(channel.remoteAddress());
    boolean ask = listener.useOriginalDestination() || listener.inspection().originalDestination();
    if (!ask) {
      return new Arrival(local, remote, local);
    }
    if (listener.sockets().transparent() && channel.parent() != null) {
      return OriginalDestination.transparent(local, remote, inet(channel.parent().localAddress()));
    }
    return new Arrival(local, remote, OriginalDestination.of(channel).orElse(local));
  }

  private static InetSocketAddress inet(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet : new InetSocketAddress(0);
  }

  /// The address a listener is bound to, with the port that was chosen where 0 was asked for.
  public Optional<InetSocketAddress> address(String listener) {
    return sockets.entrySet().stream()
        .filter(each -> each.getKey().listener().equals(listener))
        .map(each -> each.getValue().localAddress())
        .filter(InetSocketAddress.class::isInstance)
        .map(InetSocketAddress.class::cast)
        .findFirst();
  }

  /// Open connections from clients.
  public int connections() {
    return open.get();
  }

  /// Tells every client to finish: `GOAWAY` on HTTP/2, `Connection: close` on HTTP/1. Listeners go
  /// on accepting, so that clients that do not know yet are served.
  public void drain() {
    everywhere(Worker::drain);
  }

  /// Stops listening, waits up to `grace` for connections to end, then cuts them and stops the
  /// event loops.
  public void close(Duration grace) {
    if (closed) {
      return;
    }
    closed = true;
    sockets.values().forEach(channel -> channel.close().syncUninterruptibly());
    sockets.clear();
    if (!grace.isZero()) {
      everywhere(Worker::drain);
      long until = System.nanoTime() + grace.toNanos();
      while (open.get() > 0 && System.nanoTime() < until) {
        loops.next().schedule(() -> {}, 10, TimeUnit.MILLISECONDS).syncUninterruptibly();
      }
    }
    // Twice: what closing sets off (an attempt made again, a handler's farewell) runs in between.
    everywhere(Worker::closeAll);
    everywhere(Worker::closeAll);
    namesLoop.submit(names::close).syncUninterruptibly();
    resolvers.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    contexts.close();
  }

  /// Closes without grace.
  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
