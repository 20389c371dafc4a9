package dev.weft.net.stage;

import dev.weft.graph.Graph;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Lookup;
import dev.weft.net.NetSettings;
import io.netty.channel.EventLoop;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Keeps the names of DNS clusters resolved. Confined to one loop.
final class Names implements AutoCloseable {
  /// A name that could not be resolved is asked for again after this, and then ever less often.
  private static final long RETRY_MILLIS = 500;

  private record Key(String cluster, Lookup lookup) {}

  private static final class Watch {
    int failures;
    boolean stopped;
  }

  private final EventLoop loop;
  private final NetSettings settings;
  private final Map<Key, Watch> watches = new HashMap<>();
  private final Map<Lookup.Family, DnsNameResolver> resolvers = new HashMap<>();
  private Graph graph = Graph.EMPTY;

  Names(EventLoop loop, NetSettings settings) {
    this.loop = loop;
    this.settings = settings;
  }

  /// For addresses that are still names when they are connected to.
  static DnsAddressResolverGroup group(NetSettings settings) {
    return new DnsAddressResolverGroup(builder(settings));
  }

  private static DnsNameResolverBuilder builder(NetSettings settings) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder().datagramChannelType(settings.transport().datagram());
    if (!settings.nameServers().isEmpty()) {
      builder.nameServerProvider(
          new SequentialDnsServerAddressStreamProvider(settings.nameServers()));
    }
    return builder;
  }

  /// Watches the names of another graph; only on the loop.
  void publish(Graph next) {
    graph = next;
    Set<Key> wanted = new HashSet<>();
    for (Cluster cluster : next.clusters()) {
      for (Lookup lookup : cluster.lookups()) {
        wanted.add(new Key(cluster.name(), lookup));
      }
    }
    watches
        .entrySet()
        .removeIf(each -> {
          boolean gone = !wanted.contains(each.getKey());
          each.getValue().stopped |= gone;
          return gone;
        });
    for (Key key : wanted) {
      if (!watches.containsKey(key)) {
        Watch watch = new Watch();
        watches.put(key, watch);
        ask(key, watch);
      }
    }
  }

  private void ask(Key key, Watch watch) {
    if (watch.stopped) {
      return;
    }
    Future<List<InetAddress>> answer =
        resolvers
            .computeIfAbsent(key.lookup().family(), this::resolver)
            .resolveAll(key.lookup().host());
    answer.addListener(done -> {
      boolean good = answer.isSuccess();
      if (good && !watch.stopped) {
        graph
            .cluster(key.cluster())
            .ifPresent(cluster -> cluster.resolved(key.lookup(), answer.getNow()));
      }
      watch.failures = good ? 0 : watch.failures + 1;
      long refresh = Math.max(1, key.lookup().refresh().toMillis());
      long wait = good ? refresh : Math.min(refresh, RETRY_MILLIS << Math.min(8, watch.failures));
      loop.schedule(() -> ask(key, watch), wait, TimeUnit.MILLISECONDS);
    });
  }

  private DnsNameResolver resolver(Lookup.Family family) {
    ResolvedAddressTypes types =
        switch (family) {
          case V4_ONLY -> ResolvedAddressTypes.IPV4_ONLY;
          case V6_ONLY -> ResolvedAddressTypes.IPV6_ONLY;
          case V4_PREFERRED, ALL -> ResolvedAddressTypes.IPV4_PREFERRED;
          case AUTO -> ResolvedAddressTypes.IPV6_PREFERRED;
        };
    // Hardly a cache of its own: how often to ask is the cluster's business.
    return builder(settings)
        .eventLoop(loop)
        .resolvedAddressTypes(types)
        .ttl(0, 1)
        .negativeTtl(0)
        .build();
  }

  @Override
  public void close() {
    watches.values().forEach(watch -> watch.stopped = true);
    watches.clear();
    resolvers.values().forEach(DnsNameResolver::close);
  }
}
