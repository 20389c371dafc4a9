package dev.weft.lab.live;

import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.ControlPlane;
import dev.weft.lab.topology.Directory;
import dev.weft.lab.topology.Workload;
import dev.weft.linux.namespace.Namespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The command lines of a lab's processes.
final class Site {
  /// Who runs a sidecar and its agent, and so is not captured (Istio's number).
  static final int PROXY_USER = 1337;

  /// Who runs programs of workloads.
  static final int APP_USER = 1000;

  private final LabHome home;
  private final Layout layout;
  private final Launcher launcher;

  Site(LabHome home, Layout layout, Launcher launcher) {
    this.home = home;
    this.layout = layout;
    this.launcher = launcher;
  }

  /// A cluster's API server, DNS server, load balancer and service rules.
  Part cluster(Cluster cluster) {
    var first = layout.spots(cluster).getFirst();
    var addresses = layout.addresses(cluster);
    List<String> words = new ArrayList<>(weft("lab-cluster"));
    words.addAll(
        List.of(
            "--name",
            cluster.name(),
            "--directory",
            home.cluster(cluster.name()).toString(),
            "--address",
            first.address(),
            "--pod-range",
            addresses.pods().toString(),
            "--service-range",
            addresses.services().toString()));
    addresses
        .loadBalancer()
        .ifPresent(range -> words.addAll(List.of("--balancer-range", range.toString())));
    layout
        .spots(cluster)
        .forEach(
            spot -> words.addAll(List.of("--node", spot.node().name() + "=" + spot.namespace())));
    String name = "cluster " + cluster.name();
    return new Part(
        name,
        new Namespace(first.namespace()).words(words),
        Map.of(),
        home.log("cluster-" + cluster.name()));
  }

  /// A control plane, in its pod.
  Part controlPlane(ControlPlane plane, Pod pod, Path authority) {
    Directory names = layout.names();
    Cluster at = names.cluster(plane.home()).orElseThrow();
    List<String> words = new ArrayList<>(weft("control-plane"));
    words.addAll(
        List.of(
            "--kubeconfig",
            home.kubeconfig(at.name()).toString(),
            "--cluster-id",
            at.name(),
            "--secure-xds-address",
            "0.0.0.0:15012",
            "--state",
            home.controlPlane(pod.id()).toString(),
            "--ca-dir",
            authority.toString(),
            "--dns-name",
            plane.name() + ".istio-system.svc"));
    words.addAll(List.of("--trust-domain", names.meshOf(plane).trustDomain()));
    return new Part(
        "control plane " + pod.id(),
        new Namespace(pod.namespace()).words(words),
        Map.of(),
        home.log(pod.id()));
  }

  /// The agent of a pod, which starts its proxy.
  Part agent(Pod pod, ControlPlane plane, Path envoy) {
    Cluster cluster = pod.spot().cluster();
    Directory names = layout.names();
    var mesh = names.meshOf(plane);
    Path folder = home.pod(pod.id());
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("--name", pod.name());
    flags.put("--namespace", pod.kind().namespace());
    flags.put("--service-account", pod.kind().account());
    flags.put("--trust-domain", mesh.trustDomain());
    flags.put("--mesh-id", mesh.name());
    flags.put("--cluster-id", cluster.name());
    flags.put("--network", cluster.networkLabel().orElse(names.network(cluster)));
    flags.put("--ip", pod.address());
    flags.put("--labels", pairs(labels(pod)));
    flags.put("--annotations", pairs(pod.kind().annotations()));
    flags.put("--locality", pod.spot().node().region() + "/" + pod.spot().node().zone());
    flags.put("--discovery-address", plane.name() + ".istio-system.svc:15012");
    flags.put("--ca-root-file", folder.resolve("root-cert.pem").toString());
    flags.put("--token-file", folder.resolve("token").toString());
    flags.put("--directory", folder.toString());
    flags.put("--proxy", pod.kind().proxy().orElseThrow().toString());
    flags.put("--envoy-binary", envoy.toString());
    flags.put("--concurrency", "1");
    flags.values().removeIf(String::isEmpty);
    List<String> words = new ArrayList<>(weft("agent"));
    flags.forEach((flag, value) -> words.addAll(List.of(flag, value)));
    if (pod.kind().role() == Pod.Role.GATEWAY) {
      words.add("--gateway");
    } else {
      words.add("--dns-capture");
    }
    pod.task().ports().forEach(port -> words.addAll(List.of("--app-port", "" + port)));
    String clock = layout.workload(pod).map(Workload::clock).orElse("");
    return new Part(
        "agent of " + pod.id(),
        new Namespace(pod.namespace()).words(PROXY_USER, words),
        clock.isEmpty() ? Map.of() : TimeFaults.clock(clock),
        home.log(pod.id()));
  }

  /// The labels that the pod has in its cluster.
  static Map<String, String> labels(Pod pod) {
    Map<String, String> labels = new TreeMap<>(pod.kind().labels());
    labels.putIfAbsent("service.istio.io/canonical-name", labels.getOrDefault("app", pod.name()));
    labels.putIfAbsent(
        "service.istio.io/canonical-revision", labels.getOrDefault("version", "latest"));
    return labels;
  }

  private static String pairs(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }

  /// The program of a pod.
  Part app(Pod pod, List<String> command) {
    Map<String, String> variables = new TreeMap<>(pod.task().environment());
    variables.put("POD", pod.name());
    variables.put("CLUSTER", pod.cluster());
    variables.put("NAMESPACE", pod.kind().namespace());
    variables.put("VERSION", pod.kind().labels().getOrDefault("version", ""));
    return new Part(
        "program of " + pod.id(),
        new Namespace(pod.namespace()).words(APP_USER, command),
        variables,
        home.log(pod.id() + ".app"));
  }

  private List<String> weft(String program) {
    return List.of(launcher.file().toString(), program);
  }
}
