package dev.weft.telemetry.mesh;

import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Listener;
import java.util.Optional;
import java.util.Set;

/// Everything that the labels of a record depend on, taken from it without making any text.
///
/// @param peer what was told of the other workload: the value of its peer-metadata header, or the
///   endpoint's `istio.workload`
/// @param authority of the request where the cluster names no service, else empty
record SeriesKey(
    boolean inbound,
    boolean tcp,
    String cluster,
    String peer,
    boolean peerByHeader,
    String source,
    String destination,
    boolean encrypted,
    int status,
    int grpc,
    Set<ResponseFlag> flags,
    boolean isGrpc,
    String authority) {

  static SeriesKey of(Record record) {
    boolean inbound = record.listener().direction() == Listener.Direction.INBOUND;
    Optional<Peer> other = record.upstream().flatMap(Record.Upstream::peer);
    String header = record.request().map(Record.Request::introduction).orElse("");
    boolean byHeader = !header.isEmpty();
    String peer = byHeader ? header : inbound ? "" : endpoint(record);
    String cluster = record.cluster().map(Cluster::name).orElse("");
    boolean named = cluster.startsWith("outbound|");
    Head head = record.request().isPresent() ? record.request().get().head() : null;
    String type = head == null ? null : head.header("content-type");
    return new SeriesKey(
        inbound,
        head == null,
        cluster,
        peer,
        byHeader,
        inbound
            ? record.peer().uriSan()
            : other.map(each -> each.certificate().localUriSan()).orElse(""),
        inbound ? record.peer().certificate().localUriSan() : other.map(Peer::uriSan).orElse(""),
        inbound && record.peer().tls() && record.peer().certificate().presented(),
        record.ending().status(),
        record.ending().grpcStatus(),
        record.ending().flags(),
        type != null && type.startsWith("application/grpc"),
        named || head == null ? "" : head.authority());
  }

  private static String endpoint(Record record) {
    return record.upstream().isPresent()
        ? record.upstream().get().endpoint().metadata().text("istio", "workload")
        : "";
  }
}
