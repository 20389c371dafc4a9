package dev.weft.bench.macro.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A server that answers every request with the same body: HTTP/1.1 by hand, or HTTP/2 in clear
/// text.
public record Upstream(Channel channel) implements AutoCloseable {
  private static final int BODY_BYTES = 128;

  private static final ByteBuf BODY =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("x".repeat(BODY_BYTES).getBytes(StandardCharsets.US_ASCII)));

  /// @param bodyBytes how large each answer's body is
  public static Upstream http1(Loops loops, int bodyBytes) {
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: " + bodyBytes + "\r\n\r\n";
    byte[] bytes = (head + "x".repeat(bodyBytes)).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    ByteBuf answer = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory));
    return bind(
        loops,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Answerer(answer));
          }
        });
  }

  public static Upstream http2(Loops loops) {
    return bind(
        loops,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(Http2FrameCodecBuilder.forServer().build())
                .addLast(
                    new Http2MultiplexHandler(
                        new ChannelInitializer<>() {
                          @Override
                          protected void initChannel(Channel stream) {
                            stream.pipeline().addLast(new StreamAnswerer());
                          }
                        }));
          }
        });
  }

  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }

  private static Upstream bind(Loops loops, ChannelInitializer<Channel> pipeline) {
    return new Upstream(
        new ServerBootstrap()
            .group(loops.upstream())
            .channel(EpollServerSocketChannel.class)
            .childHandler(pipeline)
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel());
  }

  /// Requests have no body, so each ends with an empty line.
  private static final class Answerer extends SimpleChannelInboundHandler<ByteBuf> {
    private final ByteBuf answer;
    private int matched;

    Answerer(ByteBuf answer) {
      this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      int answers = 0;
      for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
        byte b = bytes.getByte(i);
        boolean expected = b == ((matched & 1) == 0 ? '\r' : '\n');
        matched = expected ? matched + 1 : b == '\r' ? 1 : 0;
        if (matched == 4) {
          matched = 0;
          answers++;
        }
      }
      for (int i = 0; i < answers; i++) {
        context.write(answer.duplicate(), context.voidPromise());
      }
      context.flush();
    }
  }

  private static final class StreamAnswerer extends SimpleChannelInboundHandler<Http2StreamFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
      boolean ended =
          frame instanceof Http2HeadersFrame headers && headers.isEndStream()
              || frame instanceof Http2DataFrame body && body.isEndStream();
      if (ended) {
        context.write(
            new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers().status("200").addInt("content-length", BODY_BYTES)));
        context.writeAndFlush(new DefaultHttp2DataFrame(BODY.duplicate(), true));
      }
    }
  }
}
