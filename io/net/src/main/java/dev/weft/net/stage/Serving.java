package dev.weft.net.stage;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.graph.tls.Mistrust;
import dev.weft.graph.tls.ServerTls;
import dev.weft.net.exchange.Client;
import dev.weft.net.exchange.Connection;
import dev.weft.net.exchange.HttpServing;
import dev.weft.net.peek.Peek;
import dev.weft.net.relay.Relay;
import dev.weft.net.tls.Trust;
import dev.weft.net.tls.Words;
import dev.weft.net.upstream.Origin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Puts what serves a chain on a connection: TLS first where the chain has it, then HTTP or TCP.
final class Serving {
  /// A connection whose chain is known.
  record Subject(
      Worker worker, Listener listener, Chain chain, Arrival arrival, Hint hint, Channel channel) {}

  private Serving() {}

  static void begin(Subject subject) {
    Optional<ServerTls> tls = subject.chain().tls();
    if (tls.isEmpty()) {
      terminal(subject, Peer.unopened(subject.arrival().remote(), subject.hint().serverName()), "");
      return;
    }
    Channel channel = subject.channel();
    try {
      SslHandler ssl =
          subject
              .worker()
              .lane()
              .contexts()
              .server(tls.get(), subject.hint().serverName(), channel.alloc());
      ssl.setHandshakeTimeoutMillis(subject.chain().transportTimeout().toMillis());
      channel.pipeline().addLast(ssl, new Handshake(subject, ssl, tls.get()));
    } catch (SSLException notReady) {
      refused(subject, Words.failure(notReady));
    }
  }

  /// A connection that ended before anything could be asked of it.
  private static void refused(Subject subject, String why) {
    ended(
        subject,
        Peer.plain(subject.arrival().remote()),
        ResponseFlag.DPE,
        "downstream_tls_error",
        why);
  }

  /// A client that was trusted when it came and is not any more.
  static void distrusted(Subject subject, Peer peer, String why) {
    ended(
        subject,
        peer,
        ResponseFlag.LR,
        Mistrust.TRUST_WITHDRAWN.word(),
        Mistrust.TRUST_WITHDRAWN.text("the client is not trusted any more: " + why));
  }

  private static void ended(
      Subject subject, Peer peer, ResponseFlag flag, String details, String termination) {
    long now = System.nanoTime();
    subject
        .worker()
        .lane()
        .observe(
            new Record(
                subject.listener(),
                Optional.of(subject.chain()),
                subject.arrival(),
                peer,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Record.Ending(
                    0,
                    Set.of(flag),
                    details,
                    termination,
                    -1,
                    Optional.empty(),
                    Optional.empty(),
                    termination),
                new Record.Timing(subject.worker().lane().epochMicros(now), now, 0, 0, 0, 0, now),
                Record.Bytes.NONE,
                Record.Messages.NONE,
                Record.Told.NOTHING));
    subject.channel().close();
  }

  private static void terminal(Subject subject, Peer peer, String protocol) {
    switch (subject.chain().terminal()) {
      case TcpTerminal tcp -> {
        subject.worker().serves(subject.channel(), subject.chain(), Optional.empty());
        Relay.Subject relayed =
            new Relay.Subject(
                subject.worker().lane(),
                subject.worker().pools(),
                subject.listener(),
                subject.chain(),
                tcp,
                subject.arrival(),
                peer);
        subject.channel().pipeline().addLast(new Relay(relayed, subject.channel()));
      }
      case HttpTerminal http -> {
        Client client =
            new Client(
                subject.worker().lane(),
                subject.worker().pools(),
                subject.listener(),
                Optional.of(subject.chain()),
                http,
                subject.arrival(),
                peer,
                subject
                    .worker()
                    .lane()
                    .settings()
                    .introduction()
                    .filter(each -> each.meshed().test(subject.listener())),
                Origin.of(subject.listener(), subject.arrival()));
        switch (http.codec()) {
          case HTTP1 -> http1(subject, client);
          case HTTP2 -> http2(subject, client);
          case AUTO -> {
            if (protocol.endsWith("h2") || subject.hint().protocol() == Hint.Detected.HTTP2) {
              http2(subject, client);
            } else if (subject.hint().protocol() == Hint.Detected.HTTP1) {
              http1(subject, client);
            } else {
              subject.channel().pipeline().addLast(new FirstBytes(subject, client));
            }
          }
        }
      }
    }
  }

  private static void http1(Subject subject, Client client) {
    begin(subject, client, Counting.Version.HTTP1);
    http(subject, client, HttpServing.http1(client, subject.channel()));
  }

  private static void begin(Subject subject, Client client, Counting.Version version) {
    Counting.begin(subject.channel(), client.terminal(), client.peer().tls(), version);
  }

  private static void http(Subject subject, Client client, Connection connection) {
    subject.worker().serves(subject.channel(), subject.chain(), Optional.of(connection));
    long longest = client.terminal().maxConnectionDuration().toMillis();
    if (longest > 0) {
      client
          .lane()
          .loop()
          .schedule(connection::end, longest, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
  }

  private static void http2(Subject subject, Client client) {
    begin(subject, client, Counting.Version.HTTP2);
    http(subject, client, HttpServing.http2(client, subject.channel()));
  }

  /// Waits for a client's handshake.
  private static final class Handshake extends ChannelInboundHandlerAdapter {
    private final Subject subject;
    private final SslHandler ssl;
    private final Trust.Standing standing;
    private boolean told;

    Handshake(Subject subject, SslHandler ssl, ServerTls tls) {
      this.subject = subject;
      this.ssl = ssl;
      standing = subject.worker().lane().trust().accepted(ssl, tls.validation());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
        ctx.fireUserEventTriggered(event);
      } else if (handshake.isSuccess()) {
        Peer peer =
            subject
                .worker()
                .lane()
                .peers()
                .of(ssl, subject.hint().serverName(), subject.arrival().remote());
        if (!subject.worker().encrypted(subject, peer, standing)) {
          return;
        }
        String protocol = ssl.applicationProtocol();
        terminal(subject, peer, protocol == null ? "" : protocol);
        ctx.pipeline().remove(this);
      } else {
        fail(handshake.cause());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      fail(cause);
    }

    private void fail(Throwable cause) {
      if (!told) {
        told = true;
        refused(subject, Words.handshake(cause));
      }
    }
  }

  /// Tells HTTP/1 from HTTP/2 where nobody has looked yet.
  private static final class FirstBytes extends ChannelInboundHandlerAdapter {
    private final Subject subject;
    private final Client client;
    private @Nullable ByteBuf held;

    FirstBytes(Subject subject, Client client) {
      this.subject = subject;
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!(message instanceof ByteBuf bytes)) {
        ReferenceCountUtil.release(message);
        return;
      }
      ByteBuf before = held;
      ByteBuf all = before == null ? bytes : Unpooled.wrappedBuffer(before, bytes);
      held = all;
      Optional<Boolean> http2 = Peek.http2(all);
      if (http2.isPresent()) {
        held = null;
        if (http2.get()) {
          http2(subject, client);
        } else {
          http1(subject, client);
        }
        ctx.fireChannelRead(all);
        ctx.pipeline().remove(this);
      }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      ReferenceCountUtil.release(held);
      held = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
