package dev.weft.net.exchange;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.net.codec.Meter;
import dev.weft.net.codec.RequestDecoder;
import dev.weft.net.codec.ResponseEncoder;
import dev.weft.net.lane.Alarm;
import dev.weft.net.upstream.HalfClose;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client's HTTP/1 connection: one exchange after another.
final class Http1Server extends ChannelInboundHandlerAdapter implements Downstream, Connection {
  /// How long a connection that is to end must have been without a request before it is closed: a
  /// client that sends one just then loses it.
  private static final long QUIET_NANOS = 1_000_000_000L;

  /// How long a client is listened to after a response that came before its request's end.
  private static final long LINGER_NANOS = 1_000_000_000L;

  private final Client client;
  private final Channel channel;
  private final Meter meter = new Meter();
  private final RequestDecoder decoder = new RequestDecoder(meter);
  private final ResponseEncoder encoder = new ResponseEncoder(meter);
  private final Alarm alarm = new Resting();
  private @Nullable ChannelHandlerContext below;
  private @Nullable Exchange exchange;
  private boolean empty;
  private boolean draining;
  private boolean ending;
  private boolean closing;
  private boolean http10;
  private boolean raw;
  private boolean dirty;
  private boolean reading;
  private long idleSinceNanos = System.nanoTime();

  Http1Server(Client client, Channel channel) {
    this.client = client;
    this.channel = channel;
  }

  void install() {
    channel.pipeline().addLast(decoder, encoder, this);
    below = channel.pipeline().context(decoder);
    rest();
  }

  private void rest() {
    idleSinceNanos = System.nanoTime();
    if (!alarm.armed()) {
      long nanos = patience();
      if (nanos > 0) {
        client.lane().alarms().arm(alarm, nanos);
      }
    }
  }

  private long patience() {
    HttpTerminal terminal = client.terminal();
    return terminal.idleTimeout().toNanos();
  }

  /// Closes a connection that has been without a request for too long. It stays armed while
  /// requests come and go, and looks again when it rings.
  private final class Resting extends Alarm {
    @Override
    protected void ring() {
      long quiet = System.nanoTime() - idleSinceNanos;
      if (exchange != null || quiet < patience()) {
        long left = exchange != null ? patience() : patience() - quiet;
        client.lane().alarms().arm(this, left);
      } else {
        client.terminal().tally().increment(HttpTerminal.Count.DOWNSTREAM_CX_IDLE_TIMEOUT);
        channel.close();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      malformed(object.decoderResult().cause());
    } else if (message instanceof HttpRequest request) {
      start(request);
      if (message instanceof LastHttpContent last) {
        last.release();
      }
    } else if (message instanceof HttpContent piece) {
      content(piece);
    } else if (message instanceof ByteBuf bytes && exchange != null) {
      exchange.clientBytes(bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void content(HttpContent piece) {
    if (empty && piece instanceof LastHttpContent) {
      // The end of a request that was known to end with its head.
      empty = false;
      piece.release();
      return;
    }
    Exchange current = exchange;
    if (current == null) {
      piece.release();
      return;
    }
    if (piece instanceof LastHttpContent) {
      decoder.hold();
    }
    current.requestContent(piece);
  }

  private void start(HttpRequest request) {
    if (exchange != null || closing) {
      return;
    }
    encoder.answering(request.method());
    http10 = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
    HttpTerminal terminal = client.terminal();
    if (controls(request.uri())) {
      protocolError();
      unreadable(400, "http1.invalid_characters");
      return;
    }
    closing = !HttpUtil.isKeepAlive(request) || draining || client.lane().draining();
    Exchange next = new Exchange(client, this, channel, request);
    exchange = next;
    if (http10 && !terminal.acceptHttp10()) {
      refuse(next, 426, "low_version");
    } else if (!wellFramed(request)) {
      refuse(next, 400, "http1.invalid_transfer_encoding");
    } else if (request.headers().getAll(HttpHeaderNames.HOST).size() != 1 && !http10) {
      refuse(next, 400, "missing_host_header");
    } else {
      empty =
          !request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
              && HttpUtil.getContentLength(request, 0L) == 0;
      if (empty) {
        decoder.hold();
      }
      next.begin(empty);
    }
  }

  private void refuse(Exchange next, int status, String details) {
    closing = true;
    next.refuse(status, details);
  }

  /// The only transfer coding we can pass on is `chunked`, and HTTP/1.0 has none (RFC 9112, section
  /// 6.1).
  private boolean wellFramed(HttpRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return codings.isEmpty()
        || codings.size() == 1 && codings.get(0).trim().equalsIgnoreCase("chunked") && !http10;
  }

  private void malformed(Throwable cause) {
    Exchange current = exchange;
    if (closing && current == null) {
      return;
    }
    protocolError();
    if (current != null && current.answering()) {
      exchange = null;
      current.clientGone(ResponseFlag.DPE, "http1.codec_error");
      channel.close();
      return;
    }
    if (cause instanceof TooLongFrameException) {
      unreadable(431, "http1.headers_too_large");
    } else {
      unreadable(400, "http1.codec_error");
    }
  }

  private void protocolError() {
    client.terminal().tally().increment(HttpTerminal.Count.DOWNSTREAM_CX_PROTOCOL_ERROR);
  }

  private void unreadable(int status, String details) {
    Exchange current = exchange;
    if (current == null) {
      current = Exchange.unreadable(client, this, channel);
      exchange = current;
    }
    closing = true;
    current.refuse(status, details);
  }

  private static boolean controls(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) <= ' ' || target.charAt(i) == 0x7f) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    Exchange current = exchange;
    if (current != null) {
      current.requestPaused();
    }
    if (dirty) {
      flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Exchange current = exchange;
    if (current != null) {
      current.clientWritabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean end =
        event instanceof ChannelInputShutdownEvent
            || event instanceof SslCloseCompletionEvent closed && closed.isSuccess();
    Exchange current = exchange;
    if (end && raw && current != null) {
      current.clientEnd();
    } else if (end) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    alarm.disarm();
    Exchange current = exchange;
    exchange = null;
    if (current != null) {
      current.clientGone(ResponseFlag.DC, "downstream_remote_disconnect");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    channel.close();
  }

  @Override
  public void write(Object message) {
    dirty = true;
    channel.write(message, channel.voidPromise());
  }

  @Override
  public void flush() {
    dirty = false;
    channel.flush();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void reading(boolean on) {
    channel.config().setAutoRead(on);
  }

  @Override
  public void raw() {
    raw = true;
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    ChannelHandlerContext at = below;
    if (at != null) {
      try {
        decoder.raw(at);
      } catch (Exception undecodable) {
        at.fireExceptionCaught(undecodable);
      }
    }
  }

  @Override
  public void writeBytes(ByteBuf bytes) {
    ChannelHandlerContext at = below;
    if (at == null) {
      bytes.release();
    } else {
      dirty = true;
      meter.sent(bytes.readableBytes());
      // From the decoder's place outwards: past the encoder, which would refuse bare bytes.
      at.write(bytes, channel.voidPromise());
    }
  }

  @Override
  public void endBytes() {
    ChannelHandlerContext at = below;
    if (at != null) {
      HalfClose.output(channel, at);
    }
  }

  @Override
  public void answered(boolean requestRead) {
    exchange = null;
    meter.restart();
    rest();
    if (raw || !channel.isActive()) {
      flush();
      channel.close();
    } else if (!requestRead) {
      flush();
      linger();
    } else if (closing) {
      flush();
      channel
          .writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      if (!reading) {
        flush();
      }
      if (ending) {
        closeWhenQuiet();
      }
      proceed();
    }
  }

  /// A client that is still sending would lose the response to a reset if we closed at once (RFC
  /// 9112, section 9.6): we stop writing, and read on for a moment.
  private void linger() {
    channel.config().setAutoRead(true);
    ChannelHandlerContext at = below;
    if (at != null) {
      HalfClose.output(channel, at);
    }
    alarm.disarm();
    client
        .lane()
        .alarms()
        .arm(
            new Alarm() {
              @Override
              protected void ring() {
                channel.close();
              }
            },
            LINGER_NANOS);
  }

  private void proceed() {
    ChannelHandlerContext at = below;
    if (at != null && !closing) {
      try {
        decoder.resume(at);
      } catch (Exception undecodable) {
        at.fireExceptionCaught(undecodable);
      }
    }
  }

  @Override
  public void abort() {
    exchange = null;
    channel.close();
  }

  @Override
  public Record.Wire wire() {
    return meter.wire();
  }

  @Override
  public boolean http2() {
    return false;
  }

  @Override
  public boolean http10() {
    return http10;
  }

  @Override
  public boolean closesAfter(boolean requestRead) {
    closing |= !requestRead || draining || client.lane().draining();
    return closing;
  }

  /// The next response says that it is the last. One whose head is out already did not say so, and
  /// its client may send another request at any moment.
  @Override
  public void drain() {
    draining = true;
  }

  @Override
  public void end() {
    draining = true;
    ending = true;
    closeWhenQuiet();
  }

  private void closeWhenQuiet() {
    long quiet = System.nanoTime() - idleSinceNanos;
    if (exchange == null && quiet >= QUIET_NANOS) {
      channel.close();
    } else if (exchange == null && channel.isActive()) {
      client
          .lane()
          .loop()
          .schedule(this::closeWhenQuiet, QUIET_NANOS - quiet, TimeUnit.NANOSECONDS);
    }
  }
}
