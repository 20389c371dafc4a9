package dev.weft.net.exchange;

import dev.weft.graph.listener.HttpTerminal;
import dev.weft.net.codec.Limits;
import dev.weft.net.codec.ServerStream;
import dev.weft.net.upstream.Dialer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;

/// Puts HTTP on a client's connection.
public final class HttpServing {
  private HttpServing() {}

  /// Serves HTTP/1 from here on; the next thing the channel's pipeline reads must be its first
  /// byte.
  public static Connection http1(Client client, Channel channel) {
    Http1Server server = new Http1Server(client, channel);
    server.install();
    return server;
  }

  /// Serves HTTP/2 from here on; the next thing the channel's pipeline reads must be the preface.
  public static Connection http2(Client client, Channel channel) {
    HttpTerminal terminal = client.terminal();
    int streams =
        terminal.maxConcurrentStreams() > 0
            ? Math.min(terminal.maxConcurrentStreams(), Limits.STREAMS)
            : Limits.STREAMS;
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                new Http2Settings()
                    .connectProtocolEnabled(true)
                    .maxConcurrentStreams(streams)
                    .initialWindowSize(Limits.STREAM_WINDOW_BYTES)
                    .maxHeaderListSize(headerBytes(terminal)))
            .decoderEnforceMaxRstFramesPerWindow(Limits.RESETS, Limits.RESET_WINDOW_SECONDS)
            .gracefulShutdownTimeoutMillis(0)
            .build();
    Http2Drain drain = new Http2Drain(client, codec);
    channel
        .pipeline()
        .addLast(
            codec,
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.config().setWriteBufferWaterMark(Dialer.WATER_MARK);
                    ServerStream spoken = new ServerStream();
                    stream
                        .pipeline()
                        .addLast(spoken, new Http2Server(client, stream, spoken.meter()));
                  }
                }),
            drain);
    drain.widen();
    return drain;
  }

  private static int headerBytes(HttpTerminal terminal) {
    return terminal.maxHeaderBytes() > 0 ? terminal.maxHeaderBytes() : Limits.HEADER_BYTES;
  }
}
