package dev.weft.lab.cluster.controller;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import dev.weft.lab.cluster.api.Admission;
import dev.weft.lab.cluster.api.ApiRefusal;
import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.lab.cluster.store.Ref;
import dev.weft.lab.cluster.store.Shelf;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives Services their addresses and ports, once: they are part of the object and stay with it.
public final class Allocation implements Admission {
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;

  private final ObjectStore store;
  private final Ranges ranges;
  private final ReentrantLock lock = new ReentrantLock();

  public Allocation(ObjectStore store, Ranges ranges) {
    this.store = store;
    this.ranges = ranges;
  }

  @Override
  public ObjectNode admit(Ref ref, ObjectNode object, Optional<ObjectNode> earlier)
      throws ApiRefusal {
    if (!ref.shelf().equals(Shelf.SERVICES)) {
      return object;
    }
    lock.lock();
    try {
      return service(ref, object, earlier);
    } finally {
      lock.unlock();
    }
  }

  private ObjectNode service(Ref ref, ObjectNode object, Optional<ObjectNode> earlier)
      throws ApiRefusal {
    ObjectNode spec = object.withObject("spec");
    String type = spec.path("type").asString("ClusterIP");
    spec.put("type", type);
    if (type.equals("ExternalName")) {
      return object;
    }
    Taken taken = taken(ref);
    clusterAddress(spec, earlier, taken.addresses());
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      nodePorts(spec, earlier, taken.nodePorts());
    }
    if (type.equals("LoadBalancer")) {
      balancer(object, spec, earlier, taken.addresses());
    } else if (object.path("status") instanceof ObjectNode status) {
      status.remove("loadBalancer");
    }
    return object;
  }

  private record Taken(Set<String> addresses, Set<Integer> nodePorts) {}

  private Taken taken(Ref except) {
    Set<String> addresses = new HashSet<>();
    Set<Integer> ports = new HashSet<>();
    for (ObjectNode service : store.all(Shelf.SERVICES)) {
      JsonNode metadata = service.path("metadata");
      boolean own =
          metadata.path("name").asString("").equals(except.name())
              && metadata.path("namespace").asString("").equals(except.namespace());
      if (!own) {
        addresses.add(service.path("spec").path("clusterIP").asString(""));
        service.path("spec").path("clusterIPs").forEach(ip -> addresses.add(ip.asString("")));
        service
            .path("status")
            .path("loadBalancer")
            .path("ingress")
            .forEach(point -> addresses.add(point.path("ip").asString("")));
        service
            .path("spec")
            .path("ports")
            .forEach(port -> ports.add(port.path("nodePort").asInt(0)));
      }
    }
    return new Taken(addresses, ports);
  }

  private void clusterAddress(ObjectNode spec, Optional<ObjectNode> earlier, Set<String> taken)
      throws ApiRefusal {
    String asked = spec.path("clusterIP").asString("");
    String kept = earlier.map(e -> e.path("spec").path("clusterIP").asString("")).orElse("");
    if (asked.equals("None")) {
      spec.putArray("clusterIPs").add("None");
      return;
    }
    if (asked.isEmpty() && !kept.isEmpty() && !kept.equals("None")) {
      spec.put("clusterIP", kept);
      spec.set("clusterIPs", earlier.orElseThrow().path("spec").path("clusterIPs"));
      return;
    }
    Set<String> addresses = new LinkedHashSet<>();
    if (!asked.isEmpty()) {
      if (ranges.services().stream().noneMatch(range -> range.contains(asked))) {
        throw new ApiRefusal(
            422,
            "Invalid",
            "spec.clusterIP " + asked + " is not in the cluster's ranges " + ranges.services());
      }
      if (taken.contains(asked)) {
        throw new ApiRefusal(422, "Invalid", "spec.clusterIP " + asked + " is another Service's");
      }
      addresses.add(asked);
    }
    for (Family family : families(spec)) {
      boolean there = addresses.stream().anyMatch(address -> Family.of(address) == family);
      Optional<Cidr> range = ranges.services(family);
      if (!there && range.isPresent()) {
        addresses.add(
            Ranges.free(range.orElseThrow(), taken)
                .orElseThrow(() ->
                    new ApiRefusal(
                        422, "Invalid", "no address is free in " + range.orElseThrow())));
      }
    }
    addresses.stream().findFirst().ifPresent(first -> spec.put("clusterIP", first));
    ArrayNode all = spec.putArray("clusterIPs");
    addresses.forEach(all::add);
  }

  private List<Family> families(ObjectNode spec) {
    boolean dual =
        spec.path("ipFamilyPolicy").asString("").endsWith("DualStack")
            || spec.path("ipFamilies").size() > 1;
    if (dual) {
      return List.of(Family.IPV4, Family.IPV6);
    }
    boolean six = spec.path("ipFamilies").path(0).asString("").equals("IPv6");
    boolean onlySix = ranges.services(Family.IPV4).isEmpty();
    return List.of(six || onlySix ? Family.IPV6 : Family.IPV4);
  }

  private static void nodePorts(ObjectNode spec, Optional<ObjectNode> earlier, Set<Integer> taken)
      throws ApiRefusal {
    for (JsonNode port : spec.path("ports")) {
      if (port instanceof ObjectNode each && each.path("nodePort").asInt(0) == 0) {
        int kept = earlier.map(e -> keptPort(e, each)).orElse(0);
        int given = kept;
        for (int number = FIRST_NODE_PORT; given == 0 && number <= LAST_NODE_PORT; number++) {
          given = taken.contains(number) ? 0 : number;
        }
        if (given == 0) {
          throw new ApiRefusal(422, "Invalid", "no node port is free");
        }
        each.put("nodePort", given);
      }
      taken.add(port.path("nodePort").asInt(0));
    }
  }

  private static int keptPort(ObjectNode earlier, ObjectNode port) {
    for (JsonNode each : earlier.path("spec").path("ports")) {
      if (each.path("port").asInt(0) == port.path("port").asInt(0)
          && each.path("protocol").asString("TCP").equals(port.path("protocol").asString("TCP"))) {
        return each.path("nodePort").asInt(0);
      }
    }
    return 0;
  }

  private void balancer(
      ObjectNode object, ObjectNode spec, Optional<ObjectNode> earlier, Set<String> taken)
      throws ApiRefusal {
    JsonNode kept =
        earlier
            .map(e -> e.path("status").path("loadBalancer").path("ingress"))
            .orElse(object.path("status").path("loadBalancer").path("ingress"));
    String asked = spec.path("loadBalancerIP").asString("");
    String now = kept.path(0).path("ip").asString("");
    String given = asked.isEmpty() ? now : asked;
    if (!asked.isEmpty() && taken.contains(asked)) {
      throw new ApiRefusal(
          422, "Invalid", "spec.loadBalancerIP " + asked + " is another Service's");
    }
    if (given.isEmpty()) {
      Set<String> used = new HashSet<>(taken);
      used.add(spec.path("clusterIP").asString(""));
      // Without a pool, or with an empty one, the Service waits for an address, as in a cluster
      // without a load balancer.
      given = ranges.freeBalancer(used).orElse("");
    }
    if (!given.isEmpty()) {
      object
          .withObject("status")
          .putObject("loadBalancer")
          .putArray("ingress")
          .addObject()
          .put("ip", given);
    }
  }
}
