package dev.weft.lab.cluster.node;

import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.schema.Spec;
import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.lab.cluster.store.Shelf;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Services and EndpointSlices as typed resources; each version of an object is read once.
final class Registry {
  private Map<ObjectNode, Optional<Resource<?>>> read = new IdentityHashMap<>();

  /// What there is now.
  record Snapshot(List<Resource<Service>> services, List<Resource<EndpointSlice>> slices) {
    Snapshot {
      services = List.copyOf(services);
      slices = List.copyOf(slices);
    }
  }

  Snapshot of(ObjectStore store) {
    Map<ObjectNode, Optional<Resource<?>>> fresh = new IdentityHashMap<>();
    List<Resource<Service>> services = typed(store.all(Shelf.SERVICES), Service.class, fresh);
    List<Resource<EndpointSlice>> slices =
        typed(store.all(Shelf.SLICES), EndpointSlice.class, fresh);
    read = fresh;
    return new Snapshot(services, slices);
  }

  private <S extends Spec> List<Resource<S>> typed(
      List<ObjectNode> objects, Class<S> type, Map<ObjectNode, Optional<Resource<?>>> fresh) {
    return objects.stream()
        .flatMap(object -> {
          Optional<Resource<?>> known = read.get(object);
          Optional<Resource<?>> resource = known == null ? parse(object) : known;
          fresh.put(object, resource);
          return resource.stream();
        })
        .flatMap(resource -> resource.as(type).stream())
        .toList();
  }

  private static Optional<Resource<?>> parse(ObjectNode object) {
    return Parser.parse("cluster", object.toString(), "default").resources().stream().findFirst();
  }
}
