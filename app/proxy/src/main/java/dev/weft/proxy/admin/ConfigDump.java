package dev.weft.proxy.admin;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.re2j.Pattern;
import dev.weft.proxy.bootstrap.MessageTypes;
import dev.weft.proxy.source.Origin;
import dev.weft.xds.ResourceType;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.admin.v3.BootstrapConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.ScopedRoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// `/config_dump`: every resource that serves, as it came. Private keys are redacted.
final class ConfigDump {
  private final View view;

  ConfigDump(View view) {
    this.view = view;
  }

  Page page(Map<String, String> query) {
    Pattern names = Pattern.compile(query.getOrDefault("name_regex", ""));
    Predicate<String> wanted = name -> names.matcher(name).find();
    List<Message> dumps = new ArrayList<>();
    dumps.add(BootstrapConfigDump.newBuilder().setBootstrap(view.bootstrap()).build());
    dumps.add(clusters(wanted));
    if (query.containsKey("include_eds")) {
      dumps.add(endpoints(wanted));
    }
    dumps.add(listeners(wanted));
    dumps.add(ScopedRoutesConfigDump.getDefaultInstance());
    dumps.add(routes(wanted));
    dumps.add(secrets(wanted));
    String resource = query.getOrDefault("resource", "");
    if (!resource.isEmpty()) {
      return only(resource, dumps);
    }
    var all = io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder();
    dumps.forEach(each -> all.addConfigs(MessageTypes.pack(Redaction.of(each))));
    return Page.json(Json.print(all.build()));
  }

  /// The elements of one repeated field, such as `dynamic_listeners`.
  private static Page only(String field, List<Message> dumps) {
    for (Message dump : dumps) {
      var descriptor = dump.getDescriptorForType().findFieldByName(field);
      if (descriptor != null && descriptor.isRepeated()) {
        var all = io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder();
        for (Object element : (Collection<?>) dump.getField(descriptor)) {
          all.addConfigs(MessageTypes.pack(Redaction.of((Message) element)));
        }
        return Page.json(Json.print(all.build()));
      }
    }
    return Page.text(404, field + " not found in config dump");
  }

  private boolean fromFile(XdsResource resource) {
    return view.given(Origin.FILE)
        .find(resource.type(), resource.name())
        .filter(resource::equals)
        .isPresent();
  }

  private List<XdsResource> all(ResourceType type, Predicate<String> wanted) {
    return view.effective().of(type).values().stream()
        .filter(each -> wanted.test(each.name()))
        .toList();
  }

  private List<XdsResource> held(ResourceType type, Predicate<String> wanted) {
    return view.held().keySet().stream()
        .filter(each -> each.type() == type && wanted.test(each.name()))
        .toList();
  }

  private Message clusters(Predicate<String> wanted) {
    ClustersConfigDump.Builder dump = ClustersConfigDump.newBuilder();
    for (XdsResource resource : all(ResourceType.CLUSTER, wanted)) {
      if (fromFile(resource)) {
        dump.addStaticClusters(
            ClustersConfigDump.StaticCluster.newBuilder().setCluster(resource.packed()));
      } else {
        dump.addDynamicActiveClusters(dynamic(resource));
      }
    }
    held(ResourceType.CLUSTER, wanted)
        .forEach(each -> dump.addDynamicWarmingClusters(dynamic(each)));
    return dump.build();
  }

  private static ClustersConfigDump.DynamicCluster dynamic(XdsResource resource) {
    return ClustersConfigDump.DynamicCluster.newBuilder()
        .setVersionInfo(resource.version())
        .setCluster(resource.packed())
        .build();
  }

  private Message endpoints(Predicate<String> wanted) {
    EndpointsConfigDump.Builder dump = EndpointsConfigDump.newBuilder();
    for (XdsResource resource : all(ResourceType.CLUSTER, wanted)) {
      var cluster = resource.as(io.envoyproxy.envoy.config.cluster.v3.Cluster.class);
      if (cluster.hasLoadAssignment()) {
        dump.addStaticEndpointConfigs(
            EndpointsConfigDump.StaticEndpointConfig.newBuilder()
                .setEndpointConfig(MessageTypes.pack(cluster.getLoadAssignment())));
      }
    }
    for (XdsResource resource : all(ResourceType.ENDPOINT, wanted)) {
      dump.addDynamicEndpointConfigs(
          EndpointsConfigDump.DynamicEndpointConfig.newBuilder()
              .setVersionInfo(resource.version())
              .setEndpointConfig(resource.packed()));
    }
    return dump.build();
  }

  private Message listeners(Predicate<String> wanted) {
    ListenersConfigDump.Builder dump = ListenersConfigDump.newBuilder();
    for (XdsResource resource : all(ResourceType.LISTENER, wanted)) {
      if (fromFile(resource)) {
        dump.addStaticListeners(
            ListenersConfigDump.StaticListener.newBuilder().setListener(resource.packed()));
      } else {
        dump.addDynamicListeners(
            ListenersConfigDump.DynamicListener.newBuilder()
                .setName(resource.name())
                .setActiveState(state(resource)));
      }
    }
    for (XdsResource resource : held(ResourceType.LISTENER, wanted)) {
      dump.addDynamicListeners(
          ListenersConfigDump.DynamicListener.newBuilder()
              .setName(resource.name())
              .setWarmingState(state(resource)));
    }
    return dump.build();
  }

  private static ListenersConfigDump.DynamicListenerState state(XdsResource resource) {
    return ListenersConfigDump.DynamicListenerState.newBuilder()
        .setVersionInfo(resource.version())
        .setListener(resource.packed())
        .build();
  }

  private Message routes(Predicate<String> wanted) {
    RoutesConfigDump.Builder dump = RoutesConfigDump.newBuilder();
    for (XdsResource listener : view.effective().of(ResourceType.LISTENER).values()) {
      for (HttpConnectionManager manager : managers(listener.as(Listener.class))) {
        if (manager.hasRouteConfig() && wanted.test(manager.getRouteConfig().getName())) {
          dump.addStaticRouteConfigs(
              RoutesConfigDump.StaticRouteConfig.newBuilder()
                  .setRouteConfig(MessageTypes.pack(manager.getRouteConfig())));
        }
      }
    }
    for (XdsResource resource : all(ResourceType.ROUTE, wanted)) {
      dump.addDynamicRouteConfigs(
          RoutesConfigDump.DynamicRouteConfig.newBuilder()
              .setVersionInfo(resource.version())
              .setRouteConfig(resource.packed()));
    }
    return dump.build();
  }

  private static List<HttpConnectionManager> managers(Listener listener) {
    List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
    if (listener.hasDefaultFilterChain()) {
      chains.add(listener.getDefaultFilterChain());
    }
    List<HttpConnectionManager> managers = new ArrayList<>();
    for (FilterChain chain : chains) {
      for (Filter filter : chain.getFiltersList()) {
        Any config = filter.getTypedConfig();
        if (config.is(HttpConnectionManager.class)) {
          try {
            managers.add(config.unpack(HttpConnectionManager.class));
          } catch (InvalidProtocolBufferException neverLinked) {
            throw new IllegalStateException("a linked listener is unreadable", neverLinked);
          }
        }
      }
    }
    return managers;
  }

  private Message secrets(Predicate<String> wanted) {
    SecretsConfigDump.Builder dump = SecretsConfigDump.newBuilder();
    for (XdsResource resource : all(ResourceType.SECRET, wanted)) {
      Any secret = resource.packed();
      if (fromFile(resource)) {
        dump.addStaticSecrets(
            SecretsConfigDump.StaticSecret.newBuilder().setName(resource.name()).setSecret(secret));
      } else {
        dump.addDynamicActiveSecrets(
            SecretsConfigDump.DynamicSecret.newBuilder()
                .setName(resource.name())
                .setVersionInfo(resource.version())
                .setSecret(secret));
      }
    }
    return dump.build();
  }
}
