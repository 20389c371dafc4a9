package dev.weft.net.upstream;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Peer;
import dev.weft.net.codec.Meter;
import dev.weft.net.codec.RequestEncoder;
import dev.weft.net.codec.ResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An HTTP/1 connection to an endpoint: the stream of one request after another.
final class Http1Stream extends ChannelInboundHandlerAdapter implements Stream {
  private static final int TCP_ESTABLISHED = 1;

  /// A connection that rested for longer is asked whether the other side has closed it: the event
  /// loop may not have heard yet.
  private static final long DOUBTFUL_NANOS = 1_000_000L;

  private final Pool pool;
  private final Channel channel;
  private final Optional<Peer> peer;
  private final Meter meter = new Meter();
  private final ResponseDecoder decoder = new ResponseDecoder(meter);
  private @Nullable Receiver receiver;
  private @Nullable ChannelHandlerContext ctx;
  private boolean sent;
  private boolean raw;
  private boolean open = true;
  private boolean leaving;
  private int served;
  private final long openedNanos = System.nanoTime();
  private long idleSinceNanos;

  Http1Stream(Pool pool, Channel channel, Optional<Peer> peer) {
    this.pool = pool;
    this.channel = channel;
    this.peer = peer;
    channel.pipeline().addLast(decoder, new RequestEncoder(meter), this);
  }

  void begin(Receiver next) {
    receiver = next;
    sent = false;
    meter.restart();
    served++;
    next.connected(this);
  }

  /// Whether it can take another request now.
  boolean fit(long nowNanos) {
    if (!channel.isActive() || !open || leaving || !decoder.drained()) {
      return false;
    }
    if (nowNanos - idleSinceNanos > DOUBTFUL_NANOS && channel instanceof EpollSocketChannel epoll) {
      return epoll.tcpInfo(new EpollTcpInfo()).state() == TCP_ESTABLISHED;
    }
    return true;
  }

  int served() {
    return served;
  }

  long openedNanos() {
    return openedNanos;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  void rest(long nowNanos) {
    idleSinceNanos = nowNanos;
  }

  void close() {
    channel.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void write(Object message) {
    if (message instanceof HttpRequest request) {
      decoder.expecting(request.method());
    }
    sent = true;
    context().write(message, channel.voidPromise());
  }

  @Override
  public void flush() {
    context().flush();
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
    decoder.raw();
  }

  @Override
  public void writeBytes(ByteBuf bytes) {
    // From the decoder's place outwards: past the encoder, which would refuse bare bytes.
    ChannelHandlerContext below = channel.pipeline().context(decoder);
    if (below == null) {
      bytes.release();
    } else {
      meter.sent(bytes.readableBytes());
      below.write(bytes, channel.voidPromise());
    }
  }

  @Override
  public void endBytes() {
    ChannelHandlerContext below = channel.pipeline().context(decoder);
    if (below != null) {
      HalfClose.output(channel, below);
    }
  }

  @Override
  public void cancel() {
    receiver = null;
    channel.close();
  }

  @Override
  public void release(boolean reusable) {
    receiver = null;
    // What is left over would be taken for the answer to somebody else's request.
    if (reusable && !raw && !leaving && channel.isActive() && open && decoder.drained()) {
      channel.config().setAutoRead(true);
      pool.returned(this);
    } else {
      channel.close();
    }
  }

  @Override
  public Record.Wire wire() {
    return meter.wire();
  }

  @Override
  public Optional<InetSocketAddress> remote() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? Optional.of(address)
        : Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> local() {
    return channel.localAddress() instanceof InetSocketAddress address
        ? Optional.of(address)
        : Optional.empty();
  }

  @Override
  public Optional<Peer> peer() {
    return peer;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Receiver to = receiver;
    if (to == null) {
      // Bytes that answer nothing: the connection cannot be trusted any more.
      ReferenceCountUtil.release(message);
      channel.close();
      return;
    }
    if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
      fail(Failure.Kind.PROTOCOL, cause(object.decoderResult()));
      ReferenceCountUtil.release(message);
      channel.close();
      return;
    }
    to.received(message);
  }

  private static String cause(DecoderResult result) {
    return String.valueOf(result.cause().getMessage());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Receiver to = receiver;
    if (to != null) {
      to.paused();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Receiver to = receiver;
    if (to != null) {
      to.writabilityChanged();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      open = false;
      // The decoder has just been told, and has ended what could be ended.
      if (receiver != null && raw) {
        receiver.received(Stream.END);
      } else {
        fail(Failure.Kind.CLOSED, "");
        channel.close();
      }
    } else if (event == Dialer.Leave.AFTER_WHAT_IS_UNDER_WAY) {
      leaving = true;
      if (receiver == null) {
        channel.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    open = false;
    fail(Failure.Kind.CLOSED, "");
    pool.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Failure failure = Failure.on(cause, sent);
    fail(failure.kind(), failure.reason());
    channel.close();
  }

  private void fail(Failure.Kind kind, String reason) {
    Receiver to = receiver;
    receiver = null;
    if (to != null) {
      to.failed(new Failure(kind, reason, sent));
    }
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext known = ctx;
    if (known == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return known;
  }
}
