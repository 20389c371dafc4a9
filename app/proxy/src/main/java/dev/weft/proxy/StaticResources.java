package dev.weft.proxy;

import dev.weft.graph.Rejection;
import dev.weft.model.Problem;
import dev.weft.proxy.bootstrap.BootstrapFile;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.List;
import java.util.stream.IntStream;

/// The resources that a bootstrap file gives itself.
final class StaticResources {
  private StaticResources() {}

  static Resources of(Bootstrap bootstrap) {
    Bootstrap.StaticResources fixed = bootstrap.getStaticResources();
    Resources.Builder resources = Resources.builder();
    fixed.getClustersList().forEach(each -> resources.add(ResourceType.CLUSTER, each));
    for (Listener listener : fixed.getListenersList()) {
      resources.add(ResourceType.LISTENER, named(listener));
    }
    fixed.getSecretsList().forEach(each -> resources.add(ResourceType.SECRET, each));
    return resources.build();
  }

  /// A static listener may lack a name; its address stands for it.
  private static Listener named(Listener listener) {
    if (!listener.getName().isEmpty()) {
      return listener;
    }
    var address = listener.getAddress().getSocketAddress();
    return listener.toBuilder()
        .setName(address.getAddress() + "_" + address.getPortValue())
        .build();
  }

  /// A rejection with the line of the part of the file that it is about.
  static Problem placed(Rejection rejection, BootstrapFile file) {
    Bootstrap.StaticResources fixed = file.message().getStaticResources();
    List<String> names =
        switch (rejection.type()) {
          case CLUSTER -> fixed.getClustersList().stream().map(each -> each.getName()).toList();
          case LISTENER ->
              fixed.getListenersList().stream().map(each -> named(each).getName()).toList();
          case SECRET -> fixed.getSecretsList().stream().map(each -> each.getName()).toList();
          case ENDPOINT, ROUTE, EXTENSION_CONFIG, NAME_TABLE -> List.of();
        };
    String list =
        switch (rejection.type()) {
          case CLUSTER -> "static_resources.clusters";
          case SECRET -> "static_resources.secrets";
          case LISTENER, ENDPOINT, ROUTE, EXTENSION_CONFIG, NAME_TABLE ->
              "static_resources.listeners";
        };
    String path =
        IntStream.range(0, names.size())
            .filter(i -> names.get(i).equals(rejection.name()))
            .mapToObj(i -> list + "[" + i + "]")
            .findFirst()
            .orElse(list);
    String field = rejection.field().isEmpty() ? path : path + "." + rejection.field();
    Problem problem = rejection.problem();
    return new Problem(
        problem.code(),
        problem.severity(),
        problem.resource(),
        field,
        file.position(field),
        problem.cause(),
        problem.remedy());
  }
}
