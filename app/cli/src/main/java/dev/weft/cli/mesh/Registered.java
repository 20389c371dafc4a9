package dev.weft.cli.mesh;

import dev.weft.host.terminal.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The resources that a runner adds to those of the user: a WorkloadEntry for each member that can
/// take traffic, and the Service of the gateway where nobody wrote one.
public final class Registered {
  private Registered() {}

  /// The text of the file for the members that are ready.
  ///
  /// @param gatewayPorts which ports the gateway's Service has, by what they are at the gateway;
  ///   empty when the user wrote that Service
  public static String yaml(List<Member> ready, Map<Integer, Integer> gatewayPorts) {
    List<Map<String, Object>> items = new ArrayList<>();
    if (!gatewayPorts.isEmpty()) {
      items.add(gateway(gatewayPorts));
    }
    ready.forEach(member -> items.add(entry(member)));
    StringBuilder text = new StringBuilder("# Written by weft up; it follows what is running.\n");
    for (Map<String, Object> item : items) {
      text.append("---\n").append(Tree.yaml(item));
    }
    return text.toString();
  }

  private static Map<String, Object> gateway(Map<Integer, Integer> ports) {
    List<Object> list = new ArrayList<>();
    ports.forEach((port, target) ->
        list.add(
            ordered(
                "name",
                switch (port) {
                  case 80 -> "http2";
                  case 443 -> "https";
                  default -> "tcp-" + port;
                },
                "port",
                port,
                "targetPort",
                target)));
    return ordered(
        "apiVersion",
        "v1",
        "kind",
        "Service",
        "metadata",
        ordered("name", Census.GATEWAY, "namespace", Census.GATEWAY_NAMESPACE),
        "spec",
        ordered("selector", ordered("istio", "ingressgateway"), "ports", list),
        "status",
        ordered("loadBalancer", ordered("ingress", List.of(ordered("ip", "127.0.0.1")))));
  }

  private static Map<String, Object> entry(Member member) {
    Map<String, Object> labels = new LinkedHashMap<>(member.labels().values());
    // A gateway takes what its Gateways say; without the label its account would speak for it.
    labels.put("security.istio.io/tlsMode", member.gateway() ? "disabled" : "istio");
    labels.putIfAbsent("service.istio.io/workload-name", member.workload());
    Map<String, Object> spec =
        ordered(
            "address",
            member.addresses().workload(),
            "labels",
            labels,
            "serviceAccount",
            member.serviceAccount());
    Map<String, Object> ports = new LinkedHashMap<>();
    for (Member.Port port : member.ports()) {
      if (!port.name().isEmpty()) {
        ports.put(port.name(), port.number());
      }
    }
    if (!ports.isEmpty()) {
      spec.put("ports", ports);
    }
    return ordered(
        "apiVersion",
        "networking.istio.io/v1",
        "kind",
        "WorkloadEntry",
        "metadata",
        ordered("name", member.name(), "namespace", member.namespace(), "labels", labels),
        "spec",
        spec);
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
