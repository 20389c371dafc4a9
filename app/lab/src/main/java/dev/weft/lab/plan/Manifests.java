package dev.weft.lab.plan;

import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.ControlPlane;
import dev.weft.lab.topology.Directory;
import dev.weft.lab.topology.Gateway;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.Mesh;
import dev.weft.lab.topology.Port;
import dev.weft.lab.topology.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The Kubernetes resources that stand for a cluster of a lab, as trees of maps and lists.
public final class Manifests {
  private static final String SYSTEM = "istio-system";

  private final Layout layout;
  private final Lab lab;
  private final Directory names;
  private final Cluster cluster;

  public Manifests(Layout layout, Cluster cluster) {
    this.layout = layout;
    this.lab = layout.lab();
    this.names = layout.names();
    this.cluster = cluster;
  }

  /// Everything but pods, in the order in which it is to be applied.
  public List<Map<String, Object>> all() {
    List<Map<String, Object>> all = new ArrayList<>();
    namespaces().forEach(name -> all.add(namespace(name)));
    layout.spots(cluster).forEach(spot -> all.add(node(spot)));
    accounts().forEach(account -> all.add(account(account)));
    services(all);
    lab.gateways().stream()
        .filter(gateway -> gateway.cluster().equals(cluster.name()))
        .forEach(gateway -> gateway(gateway, all));
    controlPlanes(all);
    if (names.mesh(cluster).isPresent() || controller().isPresent()) {
      all.add(meshConfig());
    }
    return all;
  }

  private Set<String> namespaces() {
    Set<String> all = new LinkedHashSet<>(List.of("default", "kube-system", SYSTEM));
    all.addAll(cluster.namespaces());
    lab.workloads().stream()
        .filter(workload ->
            names.of(workload).contains(cluster) || names.serviceOf(workload).contains(cluster))
        .forEach(workload -> all.add(workload.namespace()));
    return all;
  }

  private Map<String, Object> namespace(String name) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("kubernetes.io/metadata.name", name);
    Optional<Mesh> mesh = names.mesh(cluster);
    if (mesh.isPresent() && name.equals(SYSTEM)) {
      labels.put(
          "topology.istio.io/network", cluster.networkLabel().orElse(names.network(cluster)));
    } else if (mesh.isPresent()
        && layout.pods(cluster).stream().anyMatch(pod -> lives(pod, name))) {
      labels.put("istio-injection", "enabled");
    }
    return Tree.resource("v1", "Namespace", Tree.meta(name, "", labels));
  }

  private static boolean lives(Pod pod, String namespace) {
    return pod.injected() && pod.kind().namespace().equals(namespace);
  }

  private static Map<String, Object> node(Spot spot) {
    Map<String, String> labels =
        Map.of(
            "kubernetes.io/hostname",
            spot.node().name(),
            "topology.kubernetes.io/region",
            spot.node().region(),
            "topology.kubernetes.io/zone",
            spot.node().zone());
    Map<String, Object> node =
        Tree.resource("v1", "Node", Tree.meta(spot.node().name(), "", labels));
    node.put("spec", Map.of("podCIDR", spot.pods().toString()));
    node.put(
        "status",
        Map.of(
            "addresses", List.of(Map.of("type", "InternalIP", "address", spot.address())),
            "conditions", List.of(Map.of("type", "Ready", "status", "True"))));
    return node;
  }

  private record Account(String namespace, String name) {}

  private Set<Account> accounts() {
    Set<Account> all = new LinkedHashSet<>();
    layout
        .pods(cluster)
        .forEach(pod -> all.add(new Account(pod.kind().namespace(), pod.kind().account())));
    return all;
  }

  private static Map<String, Object> account(Account account) {
    return Tree.resource(
        "v1", "ServiceAccount", Tree.meta(account.name(), account.namespace(), Map.of()));
  }

  private void services(List<Map<String, Object>> all) {
    Set<String> made = new LinkedHashSet<>();
    for (Workload workload : lab.workloads()) {
      List<Port> ports = names.ports(workload);
      boolean here = names.serviceOf(workload).contains(cluster);
      if (here && !ports.isEmpty() && made.add(workload.namespace() + "/" + workload.app())) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("type", workload.type().written());
        if (workload.type() == Workload.ServiceType.HEADLESS) {
          spec.put("clusterIP", "None");
        }
        spec.put("selector", Map.of("app", workload.app()));
        spec.put("ports", ports.stream().map(Manifests::port).toList());
        Map<String, Object> service =
            Tree.resource(
                "v1",
                "Service",
                Tree.meta(workload.app(), workload.namespace(), Map.of("app", workload.app())));
        service.put("spec", spec);
        all.add(service);
      }
    }
  }

  private static Map<String, Object> port(Port port) {
    return Tree.of("name", port.name(), "port", port.port(), "targetPort", port.target());
  }

  private void gateway(Gateway gateway, List<Map<String, Object>> all) {
    boolean eastWest = gateway.kind() == Gateway.Purpose.EAST_WEST;
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("app", gateway.name());
    labels.put("istio", istio(gateway));
    if (eastWest) {
      labels.put("topology.istio.io/network", names.network(cluster));
    }
    Map<String, Object> service =
        Tree.resource("v1", "Service", Tree.meta(gateway.name(), SYSTEM, labels));
    service.put(
        "spec",
        Tree.of(
            "type",
            gateway.address() ? "LoadBalancer" : "ClusterIP",
            "selector",
            Map.of("app", gateway.name()),
            "ports",
            gateway.ports().stream().map(Manifests::port).toList()));
    all.add(service);
    if (eastWest) {
      all.add(crossNetwork(gateway));
    } else if (gateway.kind() == Gateway.Purpose.INGRESS_CONTROLLER) {
      Map<String, Object> named =
          Tree.resource(
              "networking.k8s.io/v1", "IngressClass", Tree.meta(gateway.name(), "", Map.of()));
      named.put("spec", Map.of("controller", "istio.io/ingress-controller"));
      all.add(named);
    }
  }

  /// By which the resources of a mesh find a gateway's proxies.
  static String istio(Gateway gateway) {
    return switch (gateway.kind()) {
      case INGRESS -> "ingressgateway";
      case EAST_WEST -> "eastwestgateway";
      case INGRESS_CONTROLLER -> gateway.name();
    };
  }

  /// What serves the cluster's Ingresses.
  private Optional<Gateway> controller() {
    return lab.gateways().stream()
        .filter(gateway -> gateway.cluster().equals(cluster.name()))
        .filter(gateway -> gateway.kind() == Gateway.Purpose.INGRESS_CONTROLLER)
        .findFirst();
  }

  /// What lets the sidecars of other networks in.
  private static Map<String, Object> crossNetwork(Gateway gateway) {
    Map<String, Object> resource =
        Tree.resource(
            "networking.istio.io/v1",
            "Gateway",
            Tree.meta(gateway.name() + "-cross-network", SYSTEM, Map.of()));
    resource.put(
        "spec",
        Map.of(
            "selector",
            Map.of("app", gateway.name()),
            "servers",
            List.of(
                Map.of(
                    "port", Map.of("number", 15443, "name", "tls", "protocol", "TLS"),
                    "tls", Map.of("mode", "AUTO_PASSTHROUGH"),
                    "hosts",
                        gateway.exposes().isEmpty() ? List.of("*.local") : gateway.exposes()))));
    return resource;
  }

  /// The Service of a control plane where it runs, and a name for it where it serves.
  private void controlPlanes(List<Map<String, Object>> all) {
    for (ControlPlane plane : lab.controlPlanes()) {
      if (plane.cluster().equals(cluster.name())) {
        Map<String, Object> service =
            Tree.resource(
                "v1", "Service", Tree.meta(plane.name(), SYSTEM, Map.of("app", plane.name())));
        boolean outside = plane.exposed() == ControlPlane.Exposure.LOAD_BALANCER;
        service.put(
            "spec",
            Tree.of(
                "type",
                outside ? "LoadBalancer" : "ClusterIP",
                "selector",
                Map.of("app", plane.name()),
                "ports",
                List.of(
                    port(new Port("grpc-xds", 15010, Optional.empty())),
                    port(new Port("https-dns", 15012, Optional.empty())),
                    port(new Port("http-monitoring", 15014, Optional.empty())))));
        all.add(service);
        if (plane.exposed() == ControlPlane.Exposure.EAST_WEST) {
          through(plane, all);
        }
      }
    }
  }

  /// What passes connections to a control plane through the east-west gateway.
  private void through(ControlPlane plane, List<Map<String, Object>> all) {
    String gateway =
        lab.gateways().stream()
            .filter(one -> one.cluster().equals(cluster.name()))
            .filter(one -> one.kind() == Gateway.Purpose.EAST_WEST)
            .map(Gateway::name)
            .findFirst()
            .orElseThrow();
    String host = plane.name() + "." + SYSTEM + ".svc";
    Map<String, Object> server =
        Map.of(
            "port", Map.of("number", 15012, "name", "tls-istiod", "protocol", "TLS"),
            "tls", Map.of("mode", "PASSTHROUGH"),
            "hosts", List.of(host));
    Map<String, Object> door =
        Tree.resource(
            "networking.istio.io/v1",
            "Gateway",
            Tree.meta(plane.name() + "-gateway", SYSTEM, Map.of()));
    door.put("spec", Map.of("selector", Map.of("app", gateway), "servers", List.of(server)));
    all.add(door);
    Map<String, Object> route =
        Tree.resource(
            "networking.istio.io/v1", "VirtualService", Tree.meta(plane.name(), SYSTEM, Map.of()));
    route.put(
        "spec",
        Map.of(
            "hosts",
            List.of(host),
            "gateways",
            List.of(plane.name() + "-gateway"),
            "tls",
            List.of(
                Map.of(
                    "match",
                    List.of(Map.of("port", 15012, "sniHosts", List.of(host))),
                    "route",
                    List.of(
                        Map.of(
                            "destination",
                            Map.of(
                                "host",
                                host + ".cluster.local",
                                "port",
                                Map.of("number", 15012))))))));
    all.add(route);
  }

  /// Sidecars write what they did where the check of a lab reads it.
  private static String settings(Mesh mesh) {
    boolean logs = mesh.settings().contains("accessLogFile");
    return logs ? mesh.settings() : "accessLogFile: /dev/stdout\n" + mesh.settings();
  }

  private Map<String, Object> meshConfig() {
    Map<String, Object> resource =
        Tree.resource("v1", "ConfigMap", Tree.meta("istio", SYSTEM, Map.of()));
    StringBuilder text = new StringBuilder();
    names.mesh(cluster).ifPresent(mesh -> text.append("trustDomain: " + mesh.trustDomain() + "\n"));
    controller().ifPresent(one -> text.append("ingressSelector: " + istio(one) + "\n"));
    names.mesh(cluster).ifPresent(mesh -> text.append(settings(mesh)));
    resource.put("data", Map.of("mesh", text.toString()));
    return resource;
  }

  /// A name for a control plane in a cluster that it serves from elsewhere.
  ///
  /// @param address and port where it can be reached from there
  public static List<Map<String, Object>> alias(ControlPlane plane, String address) {
    Map<String, Object> service =
        Tree.resource("v1", "Service", Tree.meta(plane.name(), SYSTEM, Map.of()));
    List<Map<String, Object>> ports = List.of(port(new Port("https-dns", 15012, Optional.empty())));
    service.put("spec", Tree.of("type", "ClusterIP", "ports", ports));
    Map<String, Object> slice =
        Tree.resource(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            Tree.meta(
                plane.name() + "-remote",
                SYSTEM,
                Map.of("kubernetes.io/service-name", plane.name())));
    slice.put("addressType", "IPv4");
    slice.put(
        "endpoints",
        List.of(Map.of("addresses", List.of(address), "conditions", Map.of("ready", true))));
    slice.put("ports", List.of(Map.of("name", "https-dns", "port", 15012, "protocol", "TCP")));
    return List.of(service, slice);
  }

  /// A pod.
  ///
  /// @param ready whether it can take traffic
  public static Map<String, Object> pod(Pod pod, boolean ready) {
    Map<String, String> labels = new LinkedHashMap<>(pod.kind().labels());
    if (pod.injected()) {
      labels.putIfAbsent("security.istio.io/tlsMode", "istio");
      labels.putIfAbsent("service.istio.io/canonical-name", labels.getOrDefault("app", pod.name()));
      labels.putIfAbsent(
          "service.istio.io/canonical-revision", labels.getOrDefault("version", "latest"));
    }
    Map<String, Object> meta = Tree.meta(pod.name(), pod.kind().namespace(), labels);
    if (!pod.kind().annotations().isEmpty()) {
      meta.put("annotations", pod.kind().annotations());
    }
    Map<String, Object> resource = Tree.resource("v1", "Pod", meta);
    List<Map<String, Object>> containers = new ArrayList<>();
    containers.add(
        Tree.of(
            "name",
            pod.name(),
            "image",
            "weft-lab",
            "ports",
            pod.task().ports().stream()
                .map(port -> Map.of("containerPort", port, "protocol", "TCP"))
                .toList()));
    resource.put(
        "spec",
        Tree.of(
            "nodeName",
            pod.spot().node().name(),
            "serviceAccountName",
            pod.kind().account(),
            "containers",
            containers));
    resource.put(
        "status",
        Tree.of(
            "phase",
            "Running",
            "podIP",
            pod.address(),
            "hostIP",
            pod.spot().address(),
            "podIPs",
            List.of(Map.of("ip", pod.address())),
            "conditions",
            List.of(Map.of("type", "Ready", "status", ready ? "True" : "False"))));
    return resource;
  }
}
