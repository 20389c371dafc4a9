package dev.weft.net.stage;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.Inspection;
import dev.weft.graph.listener.Listener;
import dev.weft.net.lane.Alarm;
import dev.weft.net.peek.Peek;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection that has been accepted and is not served yet: finds out what must be known of it,
/// chooses its chain, and makes way for what serves it.
final class Arriving extends ChannelInboundHandlerAdapter {
  private final Worker worker;
  private final Listener accepting;
  private Listener listener;
  private Arrival arrival;
  private @Nullable ByteBuf held;
  private boolean proxyPending;
  private boolean chosen;
  private final Alarm patience = new Patience();
  private @Nullable ChannelHandlerContext context;

  Arriving(Worker worker, Listener accepting, Arrival arrival) {
    this.worker = worker;
    this.accepting = accepting;
    this.listener = accepting;
    this.arrival = arrival;
  }

  private final class Patience extends Alarm {
    @Override
    protected void ring() {
      ChannelHandlerContext ctx = context;
      if (ctx == null || chosen) {
        return;
      }
      if (!proxyPending && listener.inspection().continueOnTimeout()) {
        choose(ctx, Hint.NONE);
      } else {
        ctx.close();
      }
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    Inspection inspection = accepting.inspection();
    proxyPending = inspection.proxyProtocol();
    long nanos = inspection.timeout().toNanos();
    if (proxyPending) {
      arm(nanos);
    } else {
      known(ctx);
    }
  }

  private void arm(long nanos) {
    if (nanos > 0 && !patience.armed()) {
      worker.lane().alarms().arm(patience, nanos);
    }
  }

  /// Where it comes from and goes to is settled: hands it over and looks at its bytes if need be.
  private void known(ChannelHandlerContext ctx) {
    proxyPending = false;
    listener = worker.lane().graph().handover(accepting, arrival);
    if (listener != accepting) {
      worker.handedOver(ctx.channel(), listener);
    }
    if (wanted().nothing()) {
      choose(ctx, Hint.NONE);
    } else {
      arm(listener.inspection().timeout().toNanos());
      look(ctx);
    }
  }

  private Peek.Wanted wanted() {
    int port = arrival.original().getPort();
    Inspection inspection = listener.inspection();
    return new Peek.Wanted(inspection.tlsAt(port), inspection.httpAt(port));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HAProxyMessage proxied) {
      arrival = proxied(arrival, proxied);
      proxied.release();
      known(ctx);
    } else if (!(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
    } else {
      ByteBuf before = held;
      held = before == null ? bytes : Unpooled.wrappedBuffer(before, bytes);
      if (proxyPending) {
        lookForProxy(ctx);
      } else if (!chosen) {
        look(ctx);
      }
    }
  }

  private void lookForProxy(ChannelHandlerContext ctx) {
    ByteBuf first = held;
    if (first == null) {
      return;
    }
    ProtocolDetectionState state = HAProxyMessageDecoder.detectProtocol(first).state();
    switch (state) {
      case NEEDS_MORE_DATA -> {}
      case DETECTED -> {
        held = null;
        ctx.pipeline().addBefore(ctx.name(), "proxy-protocol", new HAProxyMessageDecoder());
        ctx.pipeline().fireChannelRead(first);
      }
      case INVALID -> {
        if (accepting.inspection().allowWithoutProxyProtocol()) {
          known(ctx);
        } else {
          ctx.close();
        }
      }
    }
  }

  private static Arrival proxied(Arrival arrival, HAProxyMessage message) {
    if (message.sourceAddress() == null || message.destinationAddress() == null) {
      return arrival;
    }
    InetSocketAddress source = new InetSocketAddress(message.sourceAddress(), message.sourcePort());
    InetSocketAddress destination =
        new InetSocketAddress(message.destinationAddress(), message.destinationPort());
    return new Arrival(arrival.local(), source, destination, arrival.direct());
  }

  private void look(ChannelHandlerContext ctx) {
    ByteBuf first = held;
    if (first == null) {
      return;
    }
    Optional<Hint> hint = Peek.at(first, wanted());
    if (hint.isPresent()) {
      choose(ctx, hint.get());
    } else if (first.readableBytes() > Peek.LIMIT_BYTES) {
      choose(ctx, Hint.NONE);
    }
  }

  private void choose(ChannelHandlerContext ctx, Hint hint) {
    chosen = true;
    patience.disarm();
    Optional<Chain> chain = listener.chain(arrival, hint);
    if (chain.isEmpty()) {
      worker.lane().observe(unserved(hint));
      ctx.close();
      return;
    }
    Serving.Subject subject =
        new Serving.Subject(worker, listener, chain.get(), arrival, hint, ctx.channel());
    Serving.begin(subject);
    ByteBuf first = held;
    held = null;
    if (first != null) {
      ctx.fireChannelRead(first);
      ctx.fireChannelReadComplete();
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  /// What a client of the mesh would say of itself; to tell whether TLS would have been served.
  private static final Hint MESHED =
      new Hint(
          "",
          List.of("istio-peer-exchange", "istio", "istio-http/1.1", "h2", "http/1.1"),
          Hint.Transport.TLS,
          Hint.Detected.NONE);

  private String reason(Hint hint) {
    return hint.transport() == Hint.Transport.RAW && listener.chain(arrival, MESHED).isPresent()
        ? "the client spoke plain text where TLS is required"
        : "";
  }

  private Record unserved(Hint hint) {
    long now = System.nanoTime();
    return new Record(
        listener,
        Optional.empty(),
        arrival,
        Peer.plain(arrival.remote()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Record.Ending(
            0,
            Set.of(ResponseFlag.NR),
            "filter_chain_not_found",
            "",
            -1,
            Optional.empty(),
            Optional.empty(),
            reason(hint)),
        new Record.Timing(worker.lane().epochMicros(now), now, 0, 0, 0, 0, now),
        Record.Bytes.NONE,
        Record.Messages.NONE,
        Record.Told.NOTHING);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    patience.disarm();
    ReferenceCountUtil.release(held);
    held = null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
