package dev.weft.compiler;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.model.Address;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.model.Protocol;
import dev.weft.model.Severity;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.World;
import dev.weft.world.registry.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes worlds from YAML and looks things up in plans.
final class Meshes {
  private Meshes() {}

  static World world(String... yaml) {
    List<Change> changes = new ArrayList<>();
    for (String text : yaml) {
      Parsed parsed = Parser.parse("mesh.yaml", text, "default");
      parsed.problems().stream()
          .filter(problem -> problem.severity() == Severity.ERROR)
          .findFirst()
          .ifPresent(problem -> {
            throw new AssertionError(problem.toString());
          });
      parsed.resources().forEach(resource -> changes.add(new Change.Put(resource)));
    }
    return World.EMPTY.with(changes);
  }

  /// An instance with one HTTP port.
  static Change.Runs runs(String workload, Map<String, String> labels, String address, int port) {
    return new Change.Runs(
        new Instance(
            workload,
            workload,
            "default",
            Labels.of(labels),
            workload + "-account",
            address,
            List.of(new Instance.Port("http", port, Protocol.HTTP, Address.ip("127.66.9.2", port))),
            true));
  }

  static Node sidecar(String name, String address, Map<String, String> labels) {
    return Node.sidecar(name, "default", address, Labels.of(labels));
  }

  /// A sidecar that nothing redirects to, as in the laptop mesh.
  static Node laptop(String name, int number, Map<String, String> labels, int appPort) {
    return Node.parse(
            "sidecar~127.66." + number + ".1~" + name + ".default~default.svc.cluster.local",
            Locality.UNKNOWN,
            Map.of(
                "NAMESPACE",
                "default",
                "LABELS",
                labels,
                "INTERCEPTION_MODE",
                "NONE",
                "HTTP_PROXY_PORT",
                "15002",
                "WEFT_OUTBOUND_ADDRESS",
                "127.66." + number + ".3",
                "WEFT_APP_ENDPOINTS",
                "{\"" + appPort + "\":\"127.66." + number + ".2:" + appPort + "\"}"))
        .orElseThrow();
  }

  static Node gateway() {
    return Node.parse(
            "router~10.0.0.1~istio-ingressgateway.istio-system~istio-system.svc.cluster.local",
            Locality.UNKNOWN,
            Map.of(
                "NAMESPACE",
                "istio-system",
                "LABELS",
                Map.of("istio", "ingressgateway", "app", "istio-ingressgateway")))
        .orElseThrow();
  }

  static Plan plan(World world, Node node) {
    return Planner.plan(View.of(world, node));
  }

  static ClusterPlan cluster(Plan plan, String name) {
    return plan.clusters().stream()
        .filter(cluster -> cluster.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                name + " is none of " + plan.clusters().stream().map(ClusterPlan::name).toList()));
  }

  static EndpointsPlan endpoints(Plan plan, String cluster) {
    return plan.endpoints().stream()
        .filter(endpoints -> endpoints.cluster().equals(cluster))
        .findFirst()
        .orElseThrow();
  }

  static List<String> addresses(Plan plan, String cluster) {
    return endpoints(plan, cluster).groups().stream()
        .flatMap(group -> group.endpoints().stream())
        .map(endpoint -> endpoint.address().toString())
        .toList();
  }

  static ListenerPlan listener(Plan plan, String name) {
    return plan.listeners().stream()
        .filter(listener -> listener.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                name
                    + " is none of "
                    + plan.listeners().stream().map(ListenerPlan::name).toList()));
  }

  static RouteTablePlan table(Plan plan, String name) {
    return plan.routes().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                name + " is none of " + plan.routes().stream().map(RouteTablePlan::name).toList()));
  }

  static RouteTablePlan.VirtualHost host(Plan plan, String table, String name) {
    return table(plan, table).virtualHosts().stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                name
                    + " is none of "
                    + table(plan, table).virtualHosts().stream()
                        .map(RouteTablePlan.VirtualHost::name)
                        .toList()));
  }

  /// The cluster of a chain that relays bytes.
  static String relay(ChainPlan chain) {
    return ((ChainPlan.Tcp) chain.terminal()).clusters().getFirst().cluster();
  }

  /// A Kubernetes Service with one port.
  static String service(String name, String clusterIp, String portName, int port) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s, namespace: default}
    spec:
      clusterIP: %s
      selector: {app: %s}
      ports: [{name: %s, port: %d}]
    """
        .formatted(name, clusterIp, name, portName, port);
  }
}
