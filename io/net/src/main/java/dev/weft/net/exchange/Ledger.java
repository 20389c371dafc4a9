package dev.weft.net.exchange;

import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.route.Decision;
import dev.weft.graph.route.Route;
import dev.weft.net.upstream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What happens to one exchange, noted while it happens.
final class Ledger {
  final long startNanos = System.nanoTime();
  long requestEndNanos;
  long upstreamStartNanos;
  long upstreamFirstByteNanos;
  long upstreamEndNanos;
  long received;
  long sent;
  int status;
  int grpcStatus = -1;
  int attempts;
  String details = "";
  String transportFailure = "";
  String path;
  String authority;
  String requestId = "";
  String introduction = "";
  boolean introduced;
  Optional<Route> route = Optional.empty();
  Optional<Cluster> cluster = Optional.empty();
  boolean handed;
  @Nullable Endpoint endpoint;
  @Nullable Stream stream;
  Record.@Nullable Wire upstreamWire;
  @Nullable HttpHeaders response;
  @Nullable HttpHeaders trailers;
  private @Nullable GrpcMessages requestMessages;
  private @Nullable GrpcMessages responseMessages;
  private Set<ResponseFlag> flags = Set.of();

  Ledger(MessageHead head) {
    path = head.path();
    authority = head.authority();
  }

  void flag(ResponseFlag flag) {
    if (flags.isEmpty()) {
      flags = new LinkedHashSet<>(2);
    }
    flags.add(flag);
  }

  void ended(ResponseFlag flag, String why) {
    flag(flag);
    details = why;
  }

  /// We answer ourselves.
  void decided(Decision.Reply reply) {
    for (ResponseFlag flag : reply.flags()) {
      flag(flag);
    }
    requestId = reply.requestId();
    details = reply.details();
  }

  void trailers(HttpHeaders fields) {
    if (!fields.isEmpty()) {
      trailers = fields;
      noteGrpcStatus(fields);
    }
  }

  void noteGrpcStatus(HttpHeaders fields) {
    String text = fields.get("grpc-status");
    if (text != null) {
      grpcStatus = parse(text);
    }
  }

  static int parse(String grpcStatus) {
    try {
      return Integer.parseInt(grpcStatus.trim());
    } catch (NumberFormatException notANumber) {
      return 2;
    }
  }

  /// Notes what was exchanged with the upstream, before its connection serves another.
  void noteWire() {
    Stream used = stream;
    if (used != null && upstreamWire == null) {
      upstreamWire = used.wire();
    }
  }

  /// A head that could not be read is none.
  private static Record.Wire wire(Downstream down, MessageHead head) {
    Record.Wire wire = down.wire();
    return head.method().isEmpty()
        ? new Record.Wire(wire.received(), wire.sent(), 0, wire.headsSent())
        : wire;
  }

  private Record.Wire upstreamWire() {
    noteWire();
    Record.Wire noted = upstreamWire;
    return noted == null ? Record.Wire.NONE : noted;
  }

  Record record(Client client, Downstream down, MessageHead head) {
    Endpoint used = endpoint;
    Stream over = stream;
    Optional<Record.Upstream> upstream =
        used == null
            ? Optional.empty()
            : Optional.of(
                new Record.Upstream(
                    used,
                    over == null ? Optional.empty() : over.remote(),
                    over == null ? Optional.empty() : over.local(),
                    over == null ? Optional.empty() : over.peer(),
                    transportFailure,
                    attempts));
    return new Record(
        client.listener(),
        client.chain(),
        client.arrival(),
        client.peer(),
        Optional.of(new Record.Request(head, path, authority, requestId, introduction)),
        route,
        cluster,
        upstream,
        new Record.Ending(
            status, flags, details, "", grpcStatus, head(response), head(trailers), ""),
        new Record.Timing(
            client.lane().epochMicros(startNanos),
            startNanos,
            requestEndNanos,
            upstreamStartNanos,
            upstreamFirstByteNanos,
            upstreamEndNanos,
            System.nanoTime()),
        new Record.Bytes(received, sent, wire(down, head), upstreamWire()),
        messages(),
        Record.Told.NOTHING,
        handed);
  }

  /// Notes of the request what is not known of it later.
  void begin(Client client, HttpHeaders request) {
    Introductions.ofClient(client, request, this);
    if (LocalReply.isGrpc(request)) {
      requestMessages = new GrpcMessages();
      responseMessages = new GrpcMessages();
    }
  }

  private Record.Messages messages() {
    GrpcMessages in = requestMessages;
    GrpcMessages out = responseMessages;
    return in == null || out == null
        ? Record.Messages.NONE
        : new Record.Messages(in.count(), out.count());
  }

  /// A piece of the request's body came.
  void received(ByteBuf bytes) {
    received += bytes.readableBytes();
    if (requestMessages != null) {
      requestMessages.look(bytes);
    }
  }

  /// A piece of the response's body goes to the client.
  void sent(ByteBuf bytes) {
    sent += bytes.readableBytes();
    if (responseMessages != null) {
      responseMessages.look(bytes);
    }
  }

  private static Optional<Head> head(@Nullable HttpHeaders fields) {
    return fields == null ? Optional.empty() : Optional.of(MessageHead.of(fields));
  }
}
