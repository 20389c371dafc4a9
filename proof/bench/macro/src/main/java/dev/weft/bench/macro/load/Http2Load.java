package dev.weft.bench.macro.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.util.ArrayList;
import java.util.List;

/// An HTTP/2 client in clear text that keeps a number of streams in flight on each of its
/// connections.
public final class Http2Load {
  private final Loops loops;
  private final int port;
  private final int connections;
  private final int streams;
  private final Http2Headers headers;
  private boolean stopped;

  public Http2Load(Loops loops, int port, int hosts, int connections, int streams) {
    this.loops = loops;
    this.port = port;
    this.connections = connections;
    this.streams = streams;
    headers =
        new DefaultHttp2Headers()
            .method("GET")
            .scheme("http")
            .authority(Upstreams.host(hosts - 1))
            .path("/index")
            .add("user-agent", "weft-bench");
  }

  /// Runs for `millis`, each stream asking again when it was answered.
  public Tally run(long millis) {
    Tally tally = new Tally();
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      channels.add(connect(tally));
    }
    for (Channel channel : channels) {
      for (int i = 0; i < streams; i++) {
        channel.eventLoop().execute(() -> ask(channel, tally));
      }
    }
    Waiting.millis(millis);
    Waiting.on(loops.clients().submit(() -> stopped = true));
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
    return tally;
  }

  private Channel connect(Tally tally) {
    return new Bootstrap()
        .group(loops.clients())
        .channel(EpollSocketChannel.class)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(Http2FrameCodecBuilder.forClient().build())
                    .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                    .addLast(new Reset(tally));
              }
            })
        .connect("127.0.0.1", port)
        .syncUninterruptibly()
        .channel();
  }

  private void ask(Channel connection, Tally tally) {
    long askedNanos = System.nanoTime();
    new Http2StreamChannelBootstrap(connection)
        .handler(
            new SimpleChannelInboundHandler<Http2StreamFrame>() {
              private int status;

              @Override
              protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
                boolean ended = false;
                if (frame instanceof Http2HeadersFrame answer) {
                  status = Integer.parseInt(answer.headers().status(), 0, 3, 10);
                  ended = answer.isEndStream();
                } else if (frame instanceof Http2DataFrame body) {
                  ended = body.isEndStream();
                }
                if (ended && !stopped) {
                  tally.answered(status, System.nanoTime() - askedNanos);
                  ask(connection, tally);
                }
              }
            })
        .open()
        .addListener(opened -> {
          if (opened.isSuccess()) {
            ((Http2StreamChannel) opened.getNow())
                .writeAndFlush(new DefaultHttp2HeadersFrame(headers, true));
          } else if (!stopped) {
            tally.failed();
          }
        });
  }

  /// A connection that breaks before the end of the run counts as one failure.
  private final class Reset extends ChannelInboundHandlerAdapter {
    private final Tally tally;

    Reset(Tally tally) {
      this.tally = tally;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!stopped) {
        tally.failed();
      }
      context.close();
    }
  }
}
