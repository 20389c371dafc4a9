package dev.weft.bench.macro.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An HTTP/1.1 client that keeps one request in flight on each of its connections.
public final class Http1Load {
  private final Loops loops;
  private final int port;
  private final ByteBuf request;
  private final int connections;

  /// @param hosts how many virtual hosts `service-N.default.svc.cluster.local` the proxy knows; the
  ///   last one is asked
  public Http1Load(Loops loops, int port, int hosts, int connections) {
    this.loops = loops;
    this.port = port;
    this.connections = connections;
    request = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(request(hosts)));
  }

  /// The bytes of one request to the last of so many virtual hosts.
  public static byte[] request(int hosts) {
    String text =
        "GET /index HTTP/1.1\r\nHost: "
            + Upstreams.host(hosts - 1)
            + "\r\nUser-Agent: weft-bench\r\nAccept: */*\r\n\r\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Runs for `millis` and tells what was seen. Blocks the calling thread, which is not one of the
  /// loops'.
  public Tally run(Pace pace, long millis) {
    Tally tally = new Tally();
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      channels.add(connect(new Asker(pace, tally)));
    }
    for (Channel channel : channels) {
      channel.eventLoop().execute(() -> channel.pipeline().get(Asker.class).start(channel));
    }
    if (pace instanceof Pace.Open open) {
      schedule(channels, open);
    }
    Waiting.millis(millis);
    Waiting.on(
        loops
            .clients()
            .submit(() -> channels.forEach(channel -> channel.pipeline().get(Asker.class).stop())));
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
    return tally;
  }

  private void schedule(List<Channel> channels, Pace.Open open) {
    long everyNanos = 1_000_000_000L * connections / open.requestsPerSecond();
    for (int i = 0; i < channels.size(); i++) {
      Channel channel = channels.get(i);
      Asker asker = channel.pipeline().get(Asker.class);
      channel
          .eventLoop()
          .scheduleAtFixedRate(
              () -> asker.due(channel),
              everyNanos * i / connections,
              everyNanos,
              TimeUnit.NANOSECONDS);
    }
  }

  private Channel connect(Asker asker) {
    return new Bootstrap()
        .group(loops.clients())
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(asker);
              }
            })
        .connect("127.0.0.1", port)
        .syncUninterruptibly()
        .channel();
  }

  /// One connection: asks, reads the head by hand, skips the body.
  private final class Asker extends SimpleChannelInboundHandler<ByteBuf> {
    private final Pace pace;
    private final Tally tally;
    private final StringBuilder head = new StringBuilder(512);
    private boolean stopped;
    private boolean busy;
    private int bodyLeft = -1;
    private int status;
    private long askedNanos;
    private int owed;

    Asker(Pace pace, Tally tally) {
      this.pace = pace;
      this.tally = tally;
    }

    void start(Channel channel) {
      if (pace instanceof Pace.Closed) {
        ask(channel, System.nanoTime());
      }
    }

    void stop() {
      stopped = true;
    }

    void due(Channel channel) {
      if (stopped || !channel.isActive()) {
        return;
      }
      if (busy) {
        owed++;
      } else {
        ask(channel, System.nanoTime());
      }
    }

    private void ask(Channel channel, long nowNanos) {
      busy = true;
      askedNanos = nowNanos;
      channel.writeAndFlush(request.duplicate(), channel.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      while (bytes.isReadable()) {
        if (bodyLeft < 0) {
          readHead(bytes);
        } else {
          int skipped = Math.min(bodyLeft, bytes.readableBytes());
          bytes.skipBytes(skipped);
          bodyLeft -= skipped;
        }
        if (bodyLeft == 0) {
          bodyLeft = -1;
          answered(context.channel());
        }
      }
    }

    private void readHead(ByteBuf bytes) {
      while (bytes.isReadable() && bodyLeft < 0) {
        head.append((char) bytes.readByte());
        int length = head.length();
        if (length > 3 && head.charAt(length - 1) == '\n' && head.charAt(length - 3) == '\n') {
          status = Integer.parseInt(head, 9, 12, 10);
          bodyLeft = contentLength();
          head.setLength(0);
        }
      }
    }

    private int contentLength() {
      int at = head.indexOf("ontent-length: ");
      if (at < 0) {
        at = head.indexOf("ontent-Length: ");
      }
      return at < 0 ? 0 : Integer.parseInt(head, at + 15, head.indexOf("\r", at), 10);
    }

    private void answered(Channel channel) {
      long now = System.nanoTime();
      if (!stopped) {
        tally.answered(status, now - askedNanos);
      }
      busy = false;
      if (!stopped && (pace instanceof Pace.Closed || owed > 0)) {
        owed = Math.max(0, owed - 1);
        ask(channel, now);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (busy && !stopped) {
        tally.failed();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      tally.failed();
      context.close();
    }
  }
}
