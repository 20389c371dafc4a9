package dev.weft.xds;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a cluster or listener needs before it can serve.
///
/// @param endpoints names of endpoint assignments on the same stream
/// @param routes names of route tables on the same stream
/// @param secrets names of secrets on the same stream
/// @param elsewhere secrets of other streams: their names, and the cluster by which each is fetched
/// @param patience how long to wait for the first of them; zero waits for ever
public record References(
    Set<String> endpoints,
    Set<String> routes,
    Set<String> secrets,
    Map<String, String> elsewhere,
    Duration patience) {
  /// A resource that needs nothing.
  public static final References NONE =
      new References(Set.of(), Set.of(), Set.of(), Map.of(), Duration.ZERO);

  /// Envoy's `initial_fetch_timeout` where none is given.
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(15);

  public References {
    endpoints = Set.copyOf(endpoints);
    routes = Set.copyOf(routes);
    secrets = Set.copyOf(secrets);
    elsewhere = Map.copyOf(elsewhere);
  }

  /// What this resource refers to; nothing when it is neither a cluster nor a listener, or when a
  /// part of it cannot be read (whoever uses the resource refuses it then).
  static References of(Message resource) {
    try {
      return switch (resource) {
        case Cluster cluster -> of(cluster);
        case Listener listener -> of(listener);
        default -> NONE;
      };
    } catch (InvalidProtocolBufferException unreadable) {
      return NONE;
    }
  }

  /// The names of that type.
  public Set<String> of(ResourceType type) {
    return switch (type) {
      case ENDPOINT -> endpoints;
      case ROUTE -> routes;
      case SECRET -> secrets;
      case CLUSTER, LISTENER, EXTENSION_CONFIG, NAME_TABLE -> Set.of();
    };
  }

  private static References of(Cluster cluster) throws InvalidProtocolBufferException {
    Gathered found = new Gathered();
    if (cluster.getType() == Cluster.DiscoveryType.EDS) {
      String service = cluster.getEdsClusterConfig().getServiceName();
      found.endpoints.add(service.isEmpty() ? cluster.getName() : service);
      found.source(cluster.getEdsClusterConfig().getEdsConfig());
    }
    found.socket(cluster.getTransportSocket());
    for (Cluster.TransportSocketMatch match : cluster.getTransportSocketMatchesList()) {
      found.socket(match.getTransportSocket());
    }
    return found.all();
  }

  private static References of(Listener listener) throws InvalidProtocolBufferException {
    Gathered found = new Gathered();
    for (FilterChain chain : listener.getFilterChainsList()) {
      found.chain(chain);
    }
    if (listener.hasDefaultFilterChain()) {
      found.chain(listener.getDefaultFilterChain());
    }
    return found.all();
  }

  private static boolean fromThisStream(ConfigSource source) {
    return source.hasAds() || source.hasSelf();
  }

  /// What has been found so far.
  private static final class Gathered {
    private final Set<String> endpoints = new TreeSet<>();
    private final Set<String> routes = new TreeSet<>();
    private final Set<String> secrets = new TreeSet<>();
    private final Map<String, String> elsewhere = new TreeMap<>();
    private Duration patience = Duration.ZERO;
    private boolean endless;

    References all() {
      return new References(
          endpoints, routes, secrets, elsewhere, endless ? Duration.ZERO : patience);
    }

    void source(ConfigSource source) {
      Duration here =
          source.hasInitialFetchTimeout()
              ? Duration.ofSeconds(
                  source.getInitialFetchTimeout().getSeconds(),
                  source.getInitialFetchTimeout().getNanos())
              : USUAL_PATIENCE;
      endless |= here.isZero();
      patience = here.compareTo(patience) > 0 ? here : patience;
    }

    void chain(FilterChain chain) throws InvalidProtocolBufferException {
      socket(chain.getTransportSocket());
      for (Filter filter : chain.getFiltersList()) {
        if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
          HttpConnectionManager manager =
              filter.getTypedConfig().unpack(HttpConnectionManager.class);
          if (manager.hasRds() && fromThisStream(manager.getRds().getConfigSource())) {
            routes.add(manager.getRds().getRouteConfigName());
            source(manager.getRds().getConfigSource());
          }
        }
      }
    }

    void socket(TransportSocket socket) throws InvalidProtocolBufferException {
      Any config = socket.getTypedConfig();
      if (config.is(UpstreamTlsContext.class)) {
        tls(config.unpack(UpstreamTlsContext.class).getCommonTlsContext());
      } else if (config.is(DownstreamTlsContext.class)) {
        tls(config.unpack(DownstreamTlsContext.class).getCommonTlsContext());
      }
    }

    private void tls(CommonTlsContext tls) {
      tls.getTlsCertificateSdsSecretConfigsList().forEach(this::secret);
      if (tls.hasValidationContextSdsSecretConfig()) {
        secret(tls.getValidationContextSdsSecretConfig());
      }
      if (tls.hasCombinedValidationContext()) {
        secret(tls.getCombinedValidationContext().getValidationContextSdsSecretConfig());
      }
    }

    private void secret(SdsSecretConfig secret) {
      if (secret.getName().isEmpty() || !secret.hasSdsConfig()) {
        return;
      }
      ConfigSource source = secret.getSdsConfig();
      source(source);
      if (fromThisStream(source)) {
        secrets.add(secret.getName());
      } else if (source.getApiConfigSource().getGrpcServicesCount() > 0) {
        elsewhere.put(
            secret.getName(),
            source.getApiConfigSource().getGrpcServices(0).getEnvoyGrpc().getClusterName());
      }
    }
  }
}
