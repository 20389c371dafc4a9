package dev.weft.proxy.source;

import dev.weft.graph.Rejection;
import dev.weft.host.Release;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.xds.Backoff;
import dev.weft.rpc.xds.Follower;
import dev.weft.rpc.xds.XdsClient;
import dev.weft.telemetry.metrics.Name;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.xds.ClientSession;
import dev.weft.xds.Mode;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Follows the control plane that a bootstrap names, and the secret services that resources name.
/// While a connection is lost everything that came over it goes on serving.
public final class ControlPlane implements AutoCloseable {
  /// Who takes what comes.
  public interface Taker {
    /// Takes all that an origin gives; answers what cannot be used.
    List<Rejection> offer(Origin origin, Resources resources);

    /// The origin's resources after rejections.
    void note(Origin origin, Resources resources);

    /// Everything given so far, of all origins.
    Set<XdsResource> all();
  }

  private final Bootstrap bootstrap;
  private final Targets targets;
  private final Channels channels;
  private final Taker taker;
  private final Registry registry;
  private final Consumer<String> log;
  private final EnumSet<ResourceType> followed = EnumSet.noneOf(ResourceType.class);
  private final Set<ResourceType> answered = ConcurrentHashMap.newKeySet();
  private final Map<String, Secrets> secrets = new HashMap<>();
  private final Map<String, Resources> bySecretService = new ConcurrentHashMap<>();
  private @org.jspecify.annotations.Nullable XdsClient client;

  public ControlPlane(
      Bootstrap bootstrap,
      Channels channels,
      Taker taker,
      Registry registry,
      Consumer<String> log) {
    this.bootstrap = bootstrap;
    this.targets = new Targets(bootstrap);
    this.channels = channels;
    this.taker = taker;
    this.registry = registry;
    this.log = log;
  }

  /// Starts to follow, and returns at once.
  public void start() {
    Bootstrap.DynamicResources dynamic = bootstrap.getDynamicResources();
    if (dynamic.hasAdsConfig()) {
      followed.addAll(List.of(ResourceType.ENDPOINT, ResourceType.ROUTE, ResourceType.SECRET));
      if (dynamic.hasCdsConfig()) {
        followed.add(ResourceType.CLUSTER);
      }
      if (dynamic.hasLdsConfig()) {
        followed.add(ResourceType.LISTENER);
      }
      ApiConfigSource ads = dynamic.getAdsConfig();
      Mode mode = ads.getApiType() == ApiConfigSource.ApiType.DELTA_GRPC ? Mode.DELTA : Mode.SOTW;
      String cluster = ads.getGrpcServices(0).getEnvoyGrpc().getClusterName();
      Map<String, String> headers = new LinkedHashMap<>();
      ads.getGrpcServices(0)
          .getInitialMetadataList()
          .forEach(header -> headers.put(header.getKey(), header.getValue()));
      XdsClient.Connection connection =
          new XdsClient.Connection(
              XdsClient.Service.AGGREGATED,
              () -> targets.of(cluster),
              () -> headers,
              Backoff.DEFAULT);
      client =
          XdsClient.start(
              channels, connection, new ClientSession(mode, node(), followed), new Ads(cluster));
      for (ResourceType type :
          EnumSet.of(ResourceType.ENDPOINT, ResourceType.ROUTE, ResourceType.SECRET)) {
        Set<String> names = new TreeSet<>();
        taker.all().forEach(each -> names.addAll(each.references().of(type)));
        if (!names.isEmpty()) {
          client.subscribe(type, names);
        }
      }
    }
    followSecrets();
  }

  private Node node() {
    Node.Builder node = bootstrap.getNode().toBuilder();
    return node.setUserAgentName("weft").setUserAgentVersion(Release.VERSION).build();
  }

  /// Whether clusters and listeners have come at least once, or are not asked for.
  public boolean answered() {
    return answered.containsAll(followed.stream().filter(ResourceType::wildcard).toList());
  }

  /// Asks the secret services for every secret that a resource refers to.
  private synchronized void followSecrets() {
    Map<String, Set<String>> wanted = new HashMap<>();
    for (XdsResource resource : taker.all()) {
      resource
          .references()
          .elsewhere()
          .forEach((name, cluster) ->
              wanted.computeIfAbsent(cluster, absent -> new TreeSet<>()).add(name));
    }
    wanted.forEach((cluster, names) -> {
      if (targets.has(cluster)) {
        secrets.computeIfAbsent(cluster, Secrets::new).want(names);
      } else {
        log.accept("there is no static cluster " + cluster + " to fetch secrets " + names + " by");
      }
    });
  }

  /// The stream of all types.
  private final class Ads implements Follower {
    private final String cluster;

    Ads(String cluster) {
      this.cluster = cluster;
    }

    @Override
    public Map<String, String> offered(ClientSession.Offer offer) {
      ResourceType type = ResourceType.of(offer.response().typeUrl()).orElse(ResourceType.SECRET);
      Map<String, String> rejected =
          sorted(type, taker.offer(Origin.CONTROL_PLANE, offer.candidate()));
      Map<String, String> all = new LinkedHashMap<>(offer.unreadable());
      all.putAll(rejected);
      all.forEach((name, why) -> log.accept("refused " + type + " " + name + ": " + why));
      count(type, all.isEmpty());
      answered.add(type);
      if (type.wildcard()) {
        followSecrets();
      }
      return rejected;
    }

    @Override
    public void settled(ClientSession session) {
      taker.note(Origin.CONTROL_PLANE, session.resources());
    }

    @Override
    public void connected() {
      registry.gauge(Name.of("control_plane.connected_state")).set(1);
      log.accept("connected to the control plane (" + cluster + ")");
    }

    @Override
    public void disconnected(String why, Duration again) {
      registry.gauge(Name.of("control_plane.connected_state")).set(0);
      log.accept(
          "no control plane (" + cluster + "): " + why + "; again in " + again.toMillis() + " ms");
    }
  }

  private void count(ResourceType type, boolean good) {
    String prefix =
        switch (type) {
          case CLUSTER -> "cluster_manager.cds.";
          case LISTENER -> "listener_manager.lds.";
          case ENDPOINT -> "cluster_manager.eds.";
          case ROUTE -> "http.rds.";
          case SECRET, EXTENSION_CONFIG -> "sds.";
          case NAME_TABLE -> "nds.";
        };
    registry.counter(Name.of(prefix + "update_attempt")).increment();
    registry.counter(Name.of(prefix + "update_success")).add(good ? 1 : 0);
    registry.counter(Name.of(prefix + "update_rejected")).add(good ? 0 : 1);
  }

  /// The rejections of one type by name; those of other types, which another resource brought
  /// about, are only logged.
  private Map<String, String> sorted(ResourceType type, List<Rejection> rejections) {
    Map<String, String> rejected = new LinkedHashMap<>();
    for (Rejection rejection : rejections) {
      if (rejection.type() == type) {
        String field = rejection.field().isEmpty() ? "" : rejection.field() + ": ";
        rejected.put(rejection.name(), field + rejection.cause() + "; " + rejection.remedy());
      } else {
        log.accept("refused " + rejection);
      }
    }
    return rejected;
  }

  /// One secret service.
  private final class Secrets implements Follower {
    private final String cluster;
    private final XdsClient client;
    private Set<String> asked = Set.of();

    Secrets(String cluster) {
      this.cluster = cluster;
      XdsClient.Connection connection =
          new XdsClient.Connection(
              XdsClient.Service.SECRETS, () -> targets.of(cluster), Map::of, Backoff.DEFAULT);
      this.client =
          XdsClient.start(
              channels,
              connection,
              new ClientSession(Mode.SOTW, node(), EnumSet.of(ResourceType.SECRET)),
              this);
    }

    void want(Set<String> names) {
      Set<String> more = new TreeSet<>(names);
      more.removeAll(asked);
      Set<String> less = new TreeSet<>(asked);
      less.removeAll(names);
      asked = Set.copyOf(names);
      if (!more.isEmpty()) {
        client.subscribe(ResourceType.SECRET, more);
      }
      if (!less.isEmpty()) {
        client.unsubscribe(ResourceType.SECRET, less);
      }
    }

    @Override
    public Map<String, String> offered(ClientSession.Offer offer) {
      Map<String, String> rejected =
          sorted(ResourceType.SECRET, taker.offer(Origin.SECRETS, held(offer.candidate())));
      rejected.forEach((name, why) -> log.accept("refused secret " + name + ": " + why));
      count(ResourceType.SECRET, rejected.isEmpty());
      return rejected;
    }

    @Override
    public void settled(ClientSession session) {
      taker.note(Origin.SECRETS, held(session.resources()));
    }

    /// The secrets of all services, with those of this one as given.
    private Resources held(Resources own) {
      bySecretService.put(cluster, own);
      Resources.Builder all = Resources.builder();
      bySecretService
          .values()
          .forEach(each -> each.of(ResourceType.SECRET).values().forEach(all::add));
      return all.build();
    }

    @Override
    public void disconnected(String why, Duration again) {
      log.accept("no secrets (" + cluster + "): " + why + "; again in " + again.toMillis() + " ms");
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    List<Secrets> open;
    synchronized (this) {
      open = List.copyOf(secrets.values());
    }
    open.forEach(each -> each.client.close());
  }
}
