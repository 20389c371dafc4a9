package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.virtualservice.Delegate;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.world.registry.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts the rules of delegates in the place of the rules that refer to them, one level deep.
final class Delegation {
  private final Map<String, Resource<VirtualService>> delegates = new HashMap<>();
  private final Mesh mesh;

  Delegation(List<Resource<VirtualService>> resources, Mesh mesh) {
    this.mesh = mesh;
    for (Resource<VirtualService> resource : resources) {
      if (resource.spec().hosts().isEmpty()) {
        delegates.put(resource.meta().namespace() + "/" + resource.meta().name(), resource);
      }
    }
  }

  /// The HTTP rules of a VirtualService in order.
  List<HttpRule> rules(Resource<VirtualService> root) {
    List<HttpRule> rules = new ArrayList<>();
    List<HttpRoute> written = root.spec().http();
    for (int i = 0; i < written.size(); i++) {
      HttpRoute route = written.get(i);
      if (route.delegate().isPresent()) {
        delegated(root, route, route.delegate().get(), rules);
      } else {
        rules.add(new HttpRule(route, root.meta().namespace(), root.rule("spec.http[" + i + "]")));
      }
    }
    return rules;
  }

  private void delegated(
      Resource<VirtualService> root, HttpRoute at, Delegate reference, List<HttpRule> into) {
    String namespace =
        reference.namespace().isEmpty() ? root.meta().namespace() : reference.namespace();
    Optional<Resource<VirtualService>> delegate =
        Optional.ofNullable(delegates.get(namespace + "/" + reference.name()))
            .filter(found ->
                Visibility.of(found.spec().exportTo(), namespace, mesh.virtualServiceExportTo())
                    .includes(root.meta().namespace()));
    if (delegate.isEmpty()) {
      return;
    }
    List<HttpRoute> routes = delegate.get().spec().http();
    for (int i = 0; i < routes.size(); i++) {
      String path = "spec.http[" + i + "]";
      Optional<HttpRoute> merged = DelegatedRoute.merge(at, routes.get(i));
      merged.ifPresent(
          route -> into.add(new HttpRule(route, namespace, delegate.get().rule(path))));
    }
  }
}
