package dev.weft.net.relay;

import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Pick;
import dev.weft.graph.cluster.PickContext;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Observation;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.net.lane.Alarm;
import dev.weft.net.lane.Lane;
import dev.weft.net.upstream.Failure;
import dev.weft.net.upstream.HalfClose;
import dev.weft.net.upstream.Origin;
import dev.weft.net.upstream.Pools;
import dev.weft.net.upstream.Receiver;
import dev.weft.net.upstream.Stream;
import dev.weft.net.upstream.Ticket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One client's TCP connection and the connection to an endpoint that serves it. Each direction
/// ends by itself; neither side is read faster than the other takes.
public final class Relay extends ChannelInboundHandlerAdapter implements Receiver {
  /// How often an open connection is told of (Istio's `tcp_reporting_duration`).
  private static final long REPORT_NANOS = 5_000_000_000L;

  /// Who is served, and by what.
  public record Subject(
      Lane lane,
      Pools pools,
      Listener listener,
      Chain chain,
      TcpTerminal terminal,
      Arrival arrival,
      Peer peer) {}

  private final Subject subject;
  private final Channel client;
  private final long startNanos = System.nanoTime();
  private final ArrayDeque<ByteBuf> early = new ArrayDeque<>();
  private final List<Endpoint> tried = new ArrayList<>(1);
  private final Set<ResponseFlag> flags = new LinkedHashSet<>(2);
  private final Alarm idle = new Idle();
  private final Alarm report = new Report();
  private Ticket ticket = Ticket.SERVED;
  private @Nullable Cluster cluster;
  private @Nullable Endpoint endpoint;
  private @Nullable Stream stream;
  private @Nullable Alarm longest;
  private int attempts;
  private long connectedNanos;
  private long touchedNanos = startNanos;
  private long received;
  private long sent;
  private boolean clientEnded;
  private boolean upstreamEnded;
  private boolean counted;
  private boolean over;
  private boolean dirty;
  private Record.Told told = Record.Told.NOTHING;
  private String failure = "";
  private String details = "";

  public Relay(Subject subject, Channel client) {
    this.subject = subject;
    this.client = client;
  }

  /// Connects to an endpoint. Bytes of the client that come meanwhile wait, no more than one read.
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    client.config().setAutoRead(false);
    client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    TcpTerminal terminal = subject.terminal();
    if (terminal.maxConnectionDuration().isPositive()) {
      Alarm alarm =
          new Alarm() {
            @Override
            protected void ring() {
              flags.add(ResponseFlag.DT);
              finish("max_connection_duration");
            }
          };
      longest = alarm;
      subject.lane().alarms().arm(alarm, terminal.maxConnectionDuration().toNanos());
    }
    switch (terminal.decide(subject.peer(), subject.arrival(), subject.lane().random())) {
      case TcpTerminal.TcpDecision.TcpRefuse refuse -> {
        flags.add(refuse.flag());
        finish(refuse.details());
      }
      case TcpTerminal.TcpDecision.TcpForward forward -> {
        cluster = forward.cluster();
        connect(forward);
      }
    }
  }

  private void connect(TcpTerminal.TcpDecision.TcpForward forward) {
    Pick pick =
        forward
            .cluster()
            .pick(
                new PickContext(
                    forward.hash(),
                    forward.hashed(),
                    subject.lane().random(),
                    System.nanoTime(),
                    tried,
                    subject.arrival()));
    switch (pick) {
      case Pick.None none -> {
        flags.add(none.flag());
        finish(none.details());
      }
      case Pick.Chosen chosen -> {
        attempts++;
        Endpoint to = chosen.endpoint();
        endpoint = to;
        counted = true;
        to.live().begin();
        ticket =
            subject
                .pools()
                .connect(
                    forward.cluster(), to, Origin.of(subject.listener(), subject.arrival()), this);
      }
    }
  }

  @Override
  public void connected(Stream ready) {
    stream = ready;
    connectedNanos = System.nanoTime();
    observe(Observation.SUCCESS);
    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
      ready.writeBytes(bytes);
    }
    ready.flush();
    if (clientEnded) {
      ready.endBytes();
    }
    touch();
    if (subject.terminal().idleTimeout().isPositive()) {
      subject.lane().alarms().arm(idle, subject.terminal().idleTimeout().toNanos());
    }
    readClient(true);
    tell();
  }

  /// A client that has said all is not read again: its socket may not even be watched any more.
  private void readClient(boolean on) {
    if (!clientEnded) {
      client.config().setAutoRead(on);
    }
  }

  private void tell() {
    subject.lane().observeUnderWay(record());
    told = new Record.Told(true, received, sent);
    subject.lane().alarms().arm(report, REPORT_NANOS);
  }

  private final class Report extends Alarm {
    @Override
    protected void ring() {
      tell();
    }
  }

  private void observe(Observation observation) {
    Cluster used = cluster;
    Endpoint at = endpoint;
    if (used != null && at != null) {
      used.observe(at, observation, System.nanoTime());
    }
  }

  @Override
  public void failed(Failure why) {
    if (over) {
      return;
    }
    boolean connecting = stream == null;
    endCount(connecting);
    if (!connecting) {
      failure = why.reason();
      if (why.kind() != Failure.Kind.CLOSED || !upstreamEnded) {
        details = "upstream_" + why.kind().name().toLowerCase(java.util.Locale.ROOT);
      }
      finish(details);
      return;
    }
    failure = why.reason();
    if (why.kind() == Failure.Kind.OVERFLOW) {
      flags.add(ResponseFlag.UO);
      finish("overflow");
      return;
    }
    observe(Observation.LOCAL_FAILURE);
    Endpoint at = endpoint;
    if (at != null) {
      tried.add(at);
    }
    Cluster to = cluster;
    if (attempts < subject.terminal().maxConnectAttempts() && to != null) {
      connect(new TcpTerminal.TcpDecision.TcpForward(to, 0, false));
    } else {
      flags.add(ResponseFlag.UF);
      flags.add(ResponseFlag.URX);
      finish("");
    }
  }

  private void endCount(boolean failed) {
    Endpoint at = endpoint;
    if (counted && at != null) {
      counted = false;
      at.live().end(failed);
    }
  }

  @Override
  public void received(Object message) {
    if (message == Stream.END) {
      upstreamEnded = true;
      HalfClose.output(client, client);
      endTogether();
    } else if (over || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
    } else {
      sent += bytes.readableBytes();
      touch();
      dirty = true;
      client.write(bytes, client.voidPromise());
      Stream from = stream;
      if (!client.isWritable() && from != null) {
        client.flush();
        from.reading(client.isWritable());
      }
    }
  }

  @Override
  public void paused() {
    if (dirty) {
      dirty = false;
      client.flush();
    }
  }

  @Override
  public void writabilityChanged() {
    Stream to = stream;
    if (to != null && !over) {
      readClient(to.writable());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (over || !(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    received += bytes.readableBytes();
    touch();
    Stream to = stream;
    if (to == null) {
      early.add(bytes);
      return;
    }
    to.writeBytes(bytes);
    if (!to.writable()) {
      to.flush();
      readClient(to.writable());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (stream != null) {
      stream.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (stream != null && !over) {
      stream.reading(client.isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean end =
        event instanceof ChannelInputShutdownEvent
            || event instanceof SslCloseCompletionEvent closed && closed.isSuccess();
    if (end && !clientEnded) {
      clientEnded = true;
      if (stream != null) {
        stream.endBytes();
      }
      endTogether();
    }
  }

  private void endTogether() {
    if (clientEnded && upstreamEnded) {
      finish(details);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!over && !clientEnded && stream == null) {
      flags.add(ResponseFlag.DC);
    }
    finish(details.isEmpty() ? "downstream_remote_disconnect" : details);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    details = "downstream_reset";
    client.close();
  }

  private void touch() {
    touchedNanos = System.nanoTime();
  }

  private final class Idle extends Alarm {
    @Override
    protected void ring() {
      long patience = subject.terminal().idleTimeout().toNanos();
      long quiet = System.nanoTime() - touchedNanos;
      if (quiet < patience) {
        subject.lane().alarms().arm(this, patience - quiet);
      } else {
        flags.add(ResponseFlag.SI);
        finish("idle_timeout");
      }
    }
  }

  private void finish(String why) {
    if (over) {
      return;
    }
    over = true;
    details = why;
    idle.disarm();
    report.disarm();
    if (longest != null) {
      longest.disarm();
    }
    early.forEach(ByteBuf::release);
    early.clear();
    endCount(false);
    subject.lane().observe(record());
    ticket.withdraw();
    client.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(done -> client.close());
  }

  private Record record() {
    Endpoint at = endpoint;
    Stream to = stream;
    Optional<Record.Upstream> upstream =
        at == null
            ? Optional.empty()
            : Optional.of(
                new Record.Upstream(
                    at,
                    to == null ? Optional.empty() : to.remote(),
                    to == null ? Optional.empty() : to.local(),
                    to == null ? Optional.empty() : to.peer(),
                    failure,
                    attempts));
    return new Record(
        subject.listener(),
        Optional.of(subject.chain()),
        subject.arrival(),
        subject.peer(),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(cluster),
        upstream,
        new Record.Ending(
            0,
            java.util.Collections.unmodifiableSet(new LinkedHashSet<>(flags)),
            details,
            "",
            -1,
            Optional.empty(),
            Optional.empty(),
            ""),
        new Record.Timing(
            subject.lane().epochMicros(startNanos),
            startNanos,
            0,
            connectedNanos,
            0,
            0,
            System.nanoTime()),
        new Record.Bytes(
            received,
            sent,
            new Record.Wire(received, sent, 0, 0),
            to == null ? Record.Wire.NONE : to.wire()),
        Record.Messages.NONE,
        told);
  }
}
