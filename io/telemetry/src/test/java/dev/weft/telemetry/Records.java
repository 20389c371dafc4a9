package dev.weft.telemetry;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Discovery;
import dev.weft.graph.cluster.Endpoints;
import dev.weft.graph.cluster.HttpUpstream;
import dev.weft.graph.cluster.Limits;
import dev.weft.graph.cluster.Lookup;
import dev.weft.graph.cluster.Policy;
import dev.weft.graph.cluster.Settings;
import dev.weft.graph.cluster.Transports;
import dev.weft.graph.cluster.Usage;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.EndpointState;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderVisitor;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.ChainMatch;
import dev.weft.graph.listener.Chains;
import dev.weft.graph.listener.Inspection;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.Sockets;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.graph.match.Metadata;
import dev.weft.graph.route.Route;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Made-up records for tests.
public final class Records {
  public static final long START_MICROS = 1_795_226_449_249_251L;

  private Records() {}

  /// Headers from a map; pseudo-headers under their own names.
  public record MapHead(Map<String, String> values) implements Head {
    @Override
    public String method() {
      return values.getOrDefault(":method", "");
    }

    @Override
    public String path() {
      return values.getOrDefault(":path", "");
    }

    @Override
    public String authority() {
      return values.getOrDefault(":authority", "");
    }

    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public @Nullable String header(String name) {
      return values.get(name);
    }

    @Override
    public void forEach(HeaderVisitor visitor) {
      new TreeMap<>(values).forEach(visitor::visit);
    }
  }

  public static Listener listener(Listener.Direction direction) {
    return new Listener(
        "in",
        List.of(Address.ip("127.0.0.1", 19001)),
        true,
        false,
        Inspection.NONE,
        direction,
        "",
        new Chains(List.of(), Optional.empty()),
        List.of(),
        Metadata.NONE,
        Sockets.PLAIN,
        "1");
  }

  /// `GET /fixed?a=b` with rewritten path `/new`, answered by the proxy itself.
  public static Record direct(Metadata routeMetadata, Set<ResponseFlag> flags) {
    InetSocketAddress local = new InetSocketAddress("127.0.0.1", 19001);
    InetSocketAddress remote = new InetSocketAddress("127.0.0.1", 60470);
    MapHead head =
        new MapHead(
            Map.of(
                ":method", "GET",
                ":path", "/fixed?a=b",
                ":authority", "localhost:19001",
                "user-agent", "curl/7.88.1"));
    return new Record(
        listener(Listener.Direction.INBOUND),
        Optional.empty(),
        new Arrival(local, remote, local),
        Peer.plain(remote),
        Optional.of(new Record.Request(head, "/new", "", "rid-1", "")),
        Optional.of(new Route("fixed", "all", routeMetadata)),
        Optional.empty(),
        Optional.empty(),
        new Record.Ending(
            200,
            flags,
            "direct_response",
            "",
            -1,
            Optional.of(new MapHead(Map.of("content-length", "5"))),
            Optional.empty(),
            ""),
        new Record.Timing(START_MICROS, 1_000, 2_000, 0, 0, 0, 7_001_000),
        new Record.Bytes(0, 5, new Record.Wire(160, 96, 160, 91), Record.Wire.NONE),
        Record.Messages.NONE,
        Record.Told.NOTHING);
  }

  /// A cluster of that name without endpoints.
  public static Cluster cluster(String name) {
    Settings settings =
        new Settings(
            name,
            "",
            Discovery.STATIC,
            "",
            new Policy.Random(),
            Duration.ofSeconds(1),
            HttpUpstream.DEFAULT,
            Limits.DEFAULT,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            0,
            false,
            Optional.empty(),
            Lookup.Family.AUTO,
            Duration.ofSeconds(5),
            Metadata.NONE);
    return new Cluster(settings, Transports.PLAIN, new Endpoints(settings), new Usage());
  }

  /// A call that an injected fault answered instead of its route's cluster.
  public static Record aborted(Cluster cluster) {
    Record call = call(cluster, 503, Set.of(ResponseFlag.FI));
    return new Record(
        call.listener(),
        call.chain(),
        call.arrival(),
        call.peer(),
        call.request(),
        call.route(),
        call.cluster(),
        Optional.empty(),
        new Record.Ending(
            503,
            call.ending().flags(),
            "fault_filter_abort",
            "",
            -1,
            Optional.empty(),
            Optional.empty(),
            ""),
        call.timing(),
        call.bytes(),
        call.messages(),
        call.told(),
        false);
  }

  /// A call from this workload to `reviews-v2`, over mutual TLS.
  public static Record call(Cluster cluster, int status, Set<ResponseFlag> flags) {
    InetSocketAddress local = new InetSocketAddress("127.0.0.1", 9080);
    InetSocketAddress remote = new InetSocketAddress("127.0.0.1", 60470);
    InetSocketAddress far = new InetSocketAddress("10.0.0.2", 9080);
    Struct workload =
        Struct.newBuilder()
            .putFields(
                "workload",
                Value.newBuilder()
                    .setStringValue("reviews-v2;default;reviews;v2;Kubernetes")
                    .build())
            .build();
    Peer server =
        new Peer(
            Optional.empty(),
            "spiffe://cluster.local/ns/default/sa/reviews",
            true,
            "",
            far,
            new Peer.Certificate(
                List.of(),
                List.of(),
                "CN=a",
                "CN=b",
                "-----BEGIN CERTIFICATE-----\na+/=\n-----END CERTIFICATE-----\n",
                "ab",
                "spiffe://cluster.local/ns/default/sa/productpage",
                "TLSv1.3",
                ""));
    Endpoint endpoint =
        new Endpoint(
            Address.ip("10.0.0.2", 9080),
            far,
            "",
            1,
            0,
            Locality.UNKNOWN,
            Endpoint.Health.HEALTHY,
            new Metadata(Map.of("istio", workload)),
            new EndpointState());
    MapHead head =
        new MapHead(Map.of(":method", "GET", ":path", "/", ":authority", "reviews:9080"));
    return new Record(
        listener(Listener.Direction.OUTBOUND),
        Optional.of(
            new Chain(
                "",
                ChainMatch.ANY,
                Optional.empty(),
                new TcpTerminal(
                    "outbound_0.0.0.0_9080",
                    List.of(),
                    1,
                    Duration.ZERO,
                    Duration.ZERO,
                    false,
                    Optional.empty(),
                    List.of(),
                    List.of()),
                Duration.ZERO,
                Metadata.NONE)),
        new Arrival(local, remote, local),
        Peer.plain(remote),
        Optional.of(new Record.Request(head, "/", "", "rid-2", "")),
        Optional.empty(),
        Optional.of(cluster),
        Optional.of(
            new Record.Upstream(
                endpoint, Optional.of(far), Optional.empty(), Optional.of(server), "", 2)),
        new Record.Ending(
            status, flags, "via_upstream", "", -1, Optional.empty(), Optional.empty(), ""),
        new Record.Timing(START_MICROS, 1_000, 2_000, 3_000, 2_003_000, 2_004_000, 3_001_000),
        new Record.Bytes(
            7, 2000, new Record.Wire(167, 2091, 160, 91), new Record.Wire(2100, 170, 100, 163)),
        Record.Messages.NONE,
        Record.Told.NOTHING);
  }
}
