package dev.weft.net.exchange;

import dev.weft.graph.cluster.endpoint.Observation;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.retry.Outcome;
import dev.weft.net.upstream.Failure;
import dev.weft.net.upstream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The response of one exchange on its way to the client.
final class Response {
  private static final AsciiString SERVICE_TIME =
      AsciiString.cached("x-envoy-upstream-service-time");

  private final Exchange exchange;
  private final Client client;
  private final Downstream down;
  private final Ledger ledger;
  private final MessageHead head;
  private List<HeaderEdit> edits = List.of();
  private boolean started;
  private boolean tellAttempts;
  private boolean ended;
  private boolean interim;
  private boolean raw;
  private boolean reusable;
  private boolean clientEnded;
  private boolean upstreamEnded;

  Response(Exchange exchange, Client client, Downstream down, Ledger ledger, MessageHead head) {
    this.exchange = exchange;
    this.client = client;
    this.down = down;
    this.ledger = ledger;
    this.head = head;
  }

  /// Whether the client is told how many attempts it took.
  void tellAttempts(boolean wanted) {
    tellAttempts = wanted;
  }

  void edits(List<HeaderEdit> wanted) {
    edits = wanted;
  }

  boolean started() {
    return started;
  }

  boolean ended() {
    return ended;
  }

  /// Tells a client that waits to be asked for its body to send it (RFC 9110, section 10.1.1).
  void goAhead() {
    interim(HttpResponseStatus.CONTINUE, null);
    down.flush();
  }

  private void interim(HttpResponseStatus status, @Nullable HttpHeaders fields) {
    DefaultFullHttpResponse early =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    if (fields != null) {
      early.headers().set(fields);
    }
    down.write(early);
  }

  /// What came from the upstream, taken over.
  void received(Attempt by, Object message) {
    if (raw) {
      relay(message);
      return;
    }
    boolean first = message instanceof HttpResponse;
    if (first && !head(by, (HttpResponse) message)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof LastHttpContent last) {
      if (interim) {
        // The decoder ends an interim response with an empty piece of its own.
        interim = false;
        last.release();
        return;
      }
      end(last);
    } else if (message instanceof HttpContent piece) {
      ledger.sent(piece.content());
      down.write(piece);
      holdBack(by);
    } else if (first) {
      down.write(message);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void holdBack(Attempt by) {
    Stream stream = by.stream();
    if (!down.writable() && stream != null) {
      stream.reading(false);
      down.flush();
    }
  }

  private void end(LastHttpContent last) {
    ledger.sent(last.content());
    ledger.trailers(last.trailingHeaders());
    ended = true;
    down.write(last);
    exchange.answered(reusable);
  }

  /// Whether the head goes to the client, and with it the rest of the message.
  private boolean head(Attempt by, HttpResponse response) {
    int status = response.status().code();
    if (status == 101 && exchange.upgradeAllowed()) {
      upgraded(by, response);
      return false;
    }
    if (status == 101) {
      by.cancel();
      exchange.failed(by, new Failure(Failure.Kind.PROTOCOL, "upgrade without being asked", true));
      return false;
    }
    if (status < 200) {
      interim = !(response instanceof FullHttpResponse);
      boolean wanted = status != 100 || client.terminal().proxy100Continue();
      if (wanted && !down.http10()) {
        interim(response.status(), response.headers());
        down.flush();
      }
      return false;
    }
    ledger.upstreamFirstByteNanos = System.nanoTime();
    HttpHeaders fields = response.headers();
    int grpcStatus = -1;
    if (response instanceof LastHttpContent || fields.contains("grpc-status")) {
      ledger.noteGrpcStatus(fields);
      grpcStatus = ledger.grpcStatus;
    }
    by.observe(Observation.of(status));
    if (exchange.retryInstead(
        by, new Outcome.Answered(status, grpcStatus, MessageHead.of(fields)))) {
      ledger.grpcStatus = -1;
      return false;
    }
    reusable = HttpUtil.isKeepAlive(response) && !endsWithConnection(response);
    Fields.dropHopByHop(fields);
    Introductions.ofUpstream(client, fields, ledger);
    long millis = (ledger.upstreamFirstByteNanos - ledger.upstreamStartNanos) / 1_000_000;
    fields.set(SERVICE_TIME, Long.toString(millis));
    Fields.edit(fields, edits);
    ledger.details = "via_upstream";
    frame(response);
    start(response);
    return true;
  }

  private boolean endsWithConnection(HttpResponse response) {
    HttpHeaders fields = response.headers();
    int status = response.status().code();
    return !(response instanceof LastHttpContent)
        && status != 204
        && status != 304
        && !head.method().equals("HEAD")
        && !fields.contains(HttpHeaderNames.CONTENT_LENGTH)
        && !fields.contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  /// A body that the upstream ends by closing is chunked for the client, so that it can tell the
  /// end from a break; a client of HTTP/1.0 knows no chunks.
  private void frame(HttpResponse response) {
    response.setProtocolVersion(HttpVersion.HTTP_1_1);
    if (endsWithConnection(response)) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (down.http10()) {
      response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    }
  }

  private void start(HttpResponse response) {
    started = true;
    ledger.status = response.status().code();
    HttpHeaders fields = response.headers();
    ledger.response = fields;
    Introductions.toClient(client, fields, ledger);
    if (!fields.contains(HttpHeaderNames.DATE)) {
      fields.set(HttpHeaderNames.DATE, client.lane().date());
    }
    HttpTerminal terminal = client.terminal();
    switch (terminal.serverHeader()) {
      case OVERWRITE -> fields.set(HttpHeaderNames.SERVER, terminal.serverName());
      case APPEND_IF_ABSENT -> {
        if (!fields.contains(HttpHeaderNames.SERVER)) {
          fields.set(HttpHeaderNames.SERVER, terminal.serverName());
        }
      }
      case PASS_THROUGH -> {}
    }
    if (tellAttempts && ledger.attempts > 0) {
      fields.set("x-envoy-attempt-count", String.valueOf(ledger.attempts));
    }
    if (down.closesAfter(exchange.requestRead())) {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (down.http10()) {
      fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  /// A response of our own, taken over.
  void local(FullHttpResponse made) {
    Fields.edit(made.headers(), edits);
    ledger.sent += made.content().readableBytes();
    ledger.noteGrpcStatus(made.headers());
    start(made);
    ended = true;
    down.write(made);
    exchange.answered(false);
  }

  private void upgraded(Attempt by, HttpResponse response) {
    HttpHeaders fields = response.headers();
    String protocol = fields.get(HttpHeaderNames.UPGRADE);
    Fields.dropHopByHop(fields);
    Fields.edit(fields, edits);
    start(response);
    if (protocol != null) {
      fields.set(HttpHeaderNames.UPGRADE, protocol);
    }
    fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    down.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status(), fields));
    ledger.details = "via_upstream";
    bytes();
    Stream stream = by.stream();
    if (stream != null) {
      stream.raw();
    }
  }

  /// A CONNECT that we answer ourselves now that the other side is reached.
  void tunnelled() {
    HttpResponse made = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    Fields.edit(made.headers(), edits);
    start(made);
    made.headers().remove(HttpHeaderNames.CONNECTION);
    down.write(made);
    bytes();
  }

  private void bytes() {
    raw = true;
    exchange.raw();
    down.flush();
    down.raw();
  }

  private void relay(Object message) {
    if (message == Stream.END) {
      upstreamEnded = true;
      down.flush();
      down.endBytes();
      endTogether();
    } else if (message instanceof ByteBuf bytes) {
      ledger.sent += bytes.readableBytes();
      down.writeBytes(bytes);
      exchange.clientWritabilityChanged();
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  /// The client will send no more bytes.
  void clientEnded() {
    clientEnded = true;
    endTogether();
  }

  private void endTogether() {
    if (clientEnded && upstreamEnded && !ended) {
      ended = true;
      exchange.answered(false);
    }
  }
}
