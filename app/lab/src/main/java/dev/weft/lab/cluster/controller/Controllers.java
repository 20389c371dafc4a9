package dev.weft.lab.cluster.controller;

import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.lab.cluster.store.Ref;
import dev.weft.lab.cluster.store.Shelf;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Brings what the cluster makes by itself in line with what is in the store.
public final class Controllers {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ObjectStore store;

  public Controllers(ObjectStore store) {
    this.store = store;
  }

  /// Does what is to be done now; again with nothing changed, it does nothing.
  ///
  /// @throws IOException when an object cannot be kept
  public void reconcile() throws IOException {
    accounts();
    slices();
  }

  private void accounts() throws IOException {
    for (ObjectNode namespace : store.all(Shelf.NAMESPACES)) {
      String name = namespace.path("metadata").path("name").asString("");
      Ref account = new Ref(Shelf.ACCOUNTS, name, "default");
      if (store.get(account).isEmpty()) {
        ObjectNode made = JSON.createObjectNode();
        made.put("apiVersion", "v1").put("kind", "ServiceAccount").putObject("metadata");
        store.put(account, made);
      }
    }
  }

  private void slices() throws IOException {
    Slices slices = new Slices(store.all(Shelf.PODS), store.all(Shelf.NODES));
    Map<Ref, ObjectNode> wanted = new HashMap<>();
    for (ObjectNode service : store.all(Shelf.SERVICES)) {
      slices.of(service).forEach(slice -> wanted.put(ref(slice), slice));
    }
    for (Map.Entry<Ref, ObjectNode> each : wanted.entrySet()) {
      store.put(each.getKey(), each.getValue());
    }
    Set<Ref> keep = new HashSet<>(wanted.keySet());
    for (ObjectNode slice : store.all(Shelf.SLICES)) {
      if (Slices.ours(slice) && !keep.contains(ref(slice))) {
        store.delete(ref(slice));
      }
    }
  }

  private static Ref ref(ObjectNode slice) {
    return new Ref(
        Shelf.SLICES,
        slice.path("metadata").path("namespace").asString(""),
        slice.path("metadata").path("name").asString(""));
  }
}
