package dev.weft.lab.cluster.controller;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The EndpointSlices of Services with a selector, from the Pods there are.
final class Slices {
  static final String MANAGER = "endpointslice.kubernetes.io/managed-by";
  private static final String OURS = "endpointslice-controller.k8s.io";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<ObjectNode> pods;
  private final Map<String, String> zones = new HashMap<>();

  Slices(List<ObjectNode> pods, List<ObjectNode> nodes) {
    this.pods = pods;
    for (ObjectNode node : nodes) {
      JsonNode metadata = node.path("metadata");
      zones.put(
          metadata.path("name").asString(""),
          metadata.path("labels").path("topology.kubernetes.io/zone").asString(""));
    }
  }

  static boolean ours(ObjectNode slice) {
    return slice.path("metadata").path("labels").path(MANAGER).asString("").equals(OURS);
  }

  /// Those of one Service: one for each family and each set of port numbers among its pods.
  List<ObjectNode> of(ObjectNode service) {
    JsonNode spec = service.path("spec");
    JsonNode selector = spec.path("selector");
    if (selector.isEmpty() || spec.path("type").asString("").equals("ExternalName")) {
      return List.of();
    }
    String namespace = service.path("metadata").path("namespace").asString("");
    Map<String, ObjectNode> slices = new LinkedHashMap<>();
    for (ObjectNode pod : pods) {
      if (selected(pod, namespace, selector)) {
        ArrayNode ports = ports(spec.path("ports"), pod);
        for (String address : addresses(pod)) {
          String key = Family.of(address) + ports.toString();
          slices
              .computeIfAbsent(key, absent -> slice(service, Family.of(address), ports))
              .withArray("endpoints")
              .add(endpoint(service, pod, address));
        }
      }
    }
    if (slices.isEmpty()) {
      slices.put(
          "", slice(service, Family.IPV4, ports(spec.path("ports"), JSON.createObjectNode())));
    }
    List<ObjectNode> named = new ArrayList<>();
    String name = service.path("metadata").path("name").asString("");
    slices
        .values()
        .forEach(slice -> {
          slice.withObject("metadata").put("name", name + "-" + (named.size() + 1));
          named.add(slice);
        });
    return named;
  }

  private static boolean selected(ObjectNode pod, String namespace, JsonNode selector) {
    JsonNode labels = pod.path("metadata").path("labels");
    String phase = pod.path("status").path("phase").asString("");
    return pod.path("metadata").path("namespace").asString("").equals(namespace)
        && !phase.equals("Failed")
        && !phase.equals("Succeeded")
        && selector.properties().stream()
            .allMatch(each ->
                labels.path(each.getKey()).asString("").equals(each.getValue().asString("")));
  }

  private static List<String> addresses(ObjectNode pod) {
    List<String> addresses = new ArrayList<>();
    JsonNode status = pod.path("status");
    status.path("podIPs").forEach(each -> addresses.add(each.path("ip").asString("")));
    if (addresses.isEmpty()) {
      addresses.add(status.path("podIP").asString(""));
    }
    addresses.removeIf(address -> Cidr.literal(address).isEmpty());
    return addresses;
  }

  private static ArrayNode ports(JsonNode ports, ObjectNode pod) {
    ArrayNode all = JSON.createArrayNode();
    for (JsonNode port : ports) {
      number(port, pod)
          .ifPresent(number -> {
            ObjectNode each = all.addObject();
            each.put("name", port.path("name").asString(""));
            each.put("port", number);
            each.put("protocol", port.path("protocol").asString("TCP"));
            String app = port.path("appProtocol").asString("");
            if (!app.isEmpty()) {
              each.put("appProtocol", app);
            }
          });
    }
    return all;
  }

  /// A target by name is the pod's own; a pod without that name does not have the port.
  private static Optional<Integer> number(JsonNode port, ObjectNode pod) {
    JsonNode target = port.path("targetPort");
    if (target.isMissingNode() || target.isNull() || target.asString("").isEmpty()) {
      return Optional.of(port.path("port").asInt(0));
    }
    if (target.asString("").matches("\\d+")) {
      return Optional.of(Integer.parseInt(target.asString("")));
    }
    for (JsonNode container : pod.path("spec").path("containers")) {
      for (JsonNode own : container.path("ports")) {
        if (own.path("name").asString("").equals(target.asString(""))) {
          return Optional.of(own.path("containerPort").asInt(0));
        }
      }
    }
    return Optional.empty();
  }

  private static ObjectNode slice(ObjectNode service, Family family, ArrayNode ports) {
    ObjectNode slice = JSON.createObjectNode();
    slice.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    ObjectNode metadata = slice.putObject("metadata");
    JsonNode of = service.path("metadata");
    metadata.put("namespace", of.path("namespace").asString(""));
    metadata
        .putObject("labels")
        .put("kubernetes.io/service-name", of.path("name").asString(""))
        .put(MANAGER, OURS);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "Service")
        .put("name", of.path("name").asString(""))
        .put("uid", of.path("uid").asString(""))
        .put("controller", true);
    slice.put("addressType", family == Family.IPV4 ? "IPv4" : "IPv6");
    slice.putArray("endpoints");
    slice.set("ports", ports);
    return slice;
  }

  private ObjectNode endpoint(ObjectNode service, ObjectNode pod, String address) {
    boolean ready = false;
    for (JsonNode condition : pod.path("status").path("conditions")) {
      ready |=
          condition.path("type").asString("").equals("Ready")
              && condition.path("status").asString("").toLowerCase(Locale.ROOT).equals("true");
    }
    boolean leaving = !pod.path("metadata").path("deletionTimestamp").asString("").isEmpty();
    boolean always = service.path("spec").path("publishNotReadyAddresses").asBoolean(false);
    ObjectNode endpoint = JSON.createObjectNode();
    endpoint.putArray("addresses").add(address);
    endpoint
        .putObject("conditions")
        .put("ready", always || (ready && !leaving))
        .put("serving", always || ready)
        .put("terminating", leaving);
    String node = pod.path("spec").path("nodeName").asString("");
    if (!node.isEmpty()) {
      endpoint.put("nodeName", node);
    }
    String zone = zones.getOrDefault(node, "");
    if (!zone.isEmpty()) {
      endpoint.put("zone", zone);
    }
    String hostname = pod.path("spec").path("hostname").asString("");
    boolean named =
        pod.path("spec")
            .path("subdomain")
            .asString("")
            .equals(service.path("metadata").path("name").asString(""));
    if (named && !hostname.isEmpty()) {
      endpoint.put("hostname", hostname);
    }
    JsonNode metadata = pod.path("metadata");
    endpoint
        .putObject("targetRef")
        .put("kind", "Pod")
        .put("namespace", metadata.path("namespace").asString(""))
        .put("name", metadata.path("name").asString(""))
        .put("uid", metadata.path("uid").asString(""));
    return endpoint;
  }
}
