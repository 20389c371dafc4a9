package dev.weft.graph.route;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.edit.Edits;
import dev.weft.graph.edit.Facts;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.route.edge.Edge;
import dev.weft.graph.route.match.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One request while it is being decided about.
final class Case {
  private static final Set<ResponseFlag> NO_FLAGS = Set.of();

  final Head head;
  final Peer peer;
  final Arrival arrival;
  final RandomGenerator random;
  final Edge edge;
  final Target target;
  final RouteTable.Options options;
  final @Nullable VirtualHost host;
  final @Nullable RouteEntry entry;
  private final List<HeaderEdit> responseEdits = new ArrayList<>(4);
  private @Nullable Cluster cluster;
  private long delayNanos;

  Case(
      Head head,
      Edge edge,
      Target target,
      Context context,
      @Nullable VirtualHost host,
      @Nullable RouteEntry entry) {
    this.head = head;
    this.edge = edge;
    this.target = target;
    peer = context.peer();
    arrival = context.arrival();
    random = context.random();
    options = context.options();
    this.host = host;
    this.entry = entry;
  }

  /// What a request comes with, beside its head.
  record Context(Peer peer, Arrival arrival, RandomGenerator random, RouteTable.Options options) {}

  Facts facts() {
    return new Facts(head, peer, arrival);
  }

  List<HeaderEdit> responseEdits() {
    return responseEdits;
  }

  /// Notes the cluster of the route.
  void chosen(@Nullable Cluster ofRoute) {
    cluster = ofRoute;
  }

  void delay(long nanos) {
    delayNanos += nanos;
  }

  long delayNanos() {
    return delayNanos;
  }

  /// Appends the edits of all levels in the order in which they are applied.
  void edit(List<HeaderEdit> edits, Edits[] levels) {
    Facts facts = null;
    for (int i = 0; i < levels.length; i++) {
      Edits level = levels[options.specificLast() ? levels.length - 1 - i : i];
      if (!level.isEmpty()) {
        facts = facts == null ? facts() : facts;
        level.addTo(edits, facts);
      }
    }
  }

  Decision.Reply reply(int status, String details, ResponseFlag flag) {
    return reply(status, "", details, EnumSet.of(flag), -1);
  }

  Decision.Reply reply(int status, String body, String details) {
    return reply(status, body, details, NO_FLAGS, -1);
  }

  Decision.Reply reply(
      int status, String body, String details, Set<ResponseFlag> flags, int grpcStatus) {
    return new Decision.Reply(
        status,
        body,
        edge.edits(),
        edge.requestId(),
        responseEdits,
        flags,
        details,
        delayNanos,
        grpcStatus,
        entry == null ? Optional.empty() : Optional.of(entry.route()),
        Optional.ofNullable(cluster));
  }
}
