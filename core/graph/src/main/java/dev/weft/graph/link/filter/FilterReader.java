package dev.weft.graph.link.filter;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.route.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the HTTP filters of a connection manager. A filter is either one that decides, or one that
/// is known to decide nothing, or a reason to refuse the listener; never ignored.
public final class FilterReader {
  private static final String ROUTER = "envoy.extensions.filters.http.router.v3.Router";

  /// Filters that only count, or whose work Weft does elsewhere.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          // gRPC statistics come with every record.
          "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig",
          // gRPC-Web bodies pass as they are; upstreams that speak it natively are served.
          "envoy.extensions.filters.http.grpc_web.v3.GrpcWeb",
          // Istio's telemetry and metadata exchange: Weft knows its peers by their identity.
          "stats.PluginConfig",
          "io.istio.http.peer_metadata.Config",
          "envoy.tcp.metadataexchange.config.MetadataExchange",
          "istio.telemetry.stats.v1.PluginConfig");

  private static final Set<String> WITHOUT_EFFECT_BY_NAME =
      Set.of(
          "istio.stats",
          "istio.metadata_exchange",
          "istio.peer_metadata",
          "waypoint_upstream_peer_metadata",
          "upstream_peer_metadata");

  private static final String ALPN = "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig";
  private static final String[] SPOKEN = {"HTTP/1.0", "HTTP/1.1", "HTTP/2"};

  private FilterReader() {}

  /// Whether a filter may be accepted although nothing is done for it.
  public static boolean knownWithoutEffect(Any config, String name) {
    return WITHOUT_EFFECT.contains(Unpack.type(config)) || WITHOUT_EFFECT_BY_NAME.contains(name);
  }

  /// The filters that have an effect, in their order, without the router.
  public static List<HttpFilter> read(
      List<io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter>
          filters,
      Where where)
      throws Unlinkable {
    List<HttpFilter> read = new ArrayList<>();
    boolean routed = false;
    for (int i = 0; i < filters.size(); i++) {
      var filter = filters.get(i);
      Where at = where.in("http_filters", i);
      if (filter.getDisabled()) {
        throw at.in("disabled").lacking("a filter that routes may switch on");
      }
      if (filter.hasConfigDiscovery()) {
        throw at.in("config_discovery").lacking("discovery of filter settings");
      }
      Any config = filter.getTypedConfig();
      switch (Unpack.type(config)) {
        case ROUTER -> routed = true;
        case "envoy.extensions.filters.http.fault.v3.HTTPFault" ->
            read.add(
                new HttpFilter.Fault(
                    OverrideReader.fault(
                        Unpack.as(config, HTTPFault.getDefaultInstance(), at), at)));
        case "envoy.extensions.filters.http.cors.v3.Cors" -> read.add(new HttpFilter.Cors());
        case "envoy.extensions.filters.http.rbac.v3.RBAC" ->
            authorization(Unpack.as(config, RBAC.getDefaultInstance(), at), at, read);
        case ALPN -> read.add(new HttpFilter.Alpn(offers(config.getValue(), at)));
        default -> {
          if (!filter.getIsOptional() && !knownWithoutEffect(config, filter.getName())) {
            throw at.lacking(
                "the HTTP filter '" + filter.getName() + "' (" + config.getTypeUrl() + ")");
          }
        }
      }
      if (routed && i < filters.size() - 1) {
        throw at.fault("the router is not the last filter", "move it to the end");
      }
    }
    if (!routed) {
      throw where
          .in("http_filters")
          .fault("there is no router filter at the end", "add envoy.filters.http.router");
    }
    return read;
  }

  private static void authorization(RBAC rbac, Where where, List<HttpFilter> read)
      throws Unlinkable {
    if (rbac.hasMatcher() || rbac.hasShadowMatcher()) {
      throw where.in("matcher").lacking("a matcher tree of policies");
    }
    if (rbac.hasRules()) {
      read.add(
          new HttpFilter.Authorization(
              AuthorizationReader.rules(rbac.getRules(), where.in("rules"))));
    }
  }

  /// Istio's own filter, whose message is not among Envoy's: field 1 repeats overrides, each with
  /// the protocol spoken upstream (1: 0 for HTTP/1.0, 1 for HTTP/1.1, 2 for HTTP/2) and what to
  /// offer (2).
  private static Map<String, List<String>> offers(ByteString bytes, Where where) throws Unlinkable {
    Map<String, List<String>> offers = new HashMap<>();
    try {
      for (ByteString one : UnknownFieldSet.parseFrom(bytes).getField(1).getLengthDelimitedList()) {
        UnknownFieldSet override = UnknownFieldSet.parseFrom(one);
        long protocol = 0;
        for (long value : override.getField(1).getVarintList()) {
          protocol = value;
        }
        List<String> offered = new ArrayList<>();
        override
            .getField(2)
            .getLengthDelimitedList()
            .forEach(text -> offered.add(text.toStringUtf8()));
        if (protocol >= 0 && protocol < SPOKEN.length) {
          offers.put(SPOKEN[(int) protocol], List.copyOf(offered));
        }
      }
    } catch (InvalidProtocolBufferException broken) {
      throw where.fault("the bytes are no ALPN filter", "check what the control plane sends");
    }
    return offers;
  }
}
