package dev.weft.compiler;

import static dev.weft.compiler.Meshes.cluster;
import static dev.weft.compiler.Meshes.listener;
import static dev.weft.compiler.Meshes.plan;
import static dev.weft.compiler.Meshes.runs;
import static dev.weft.compiler.Meshes.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import dev.weft.world.Node;
import dev.weft.world.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Workloads with addresses of IPv4, of IPv6 and of both.
class FamiliesTest {
  private static final Map<String, String> LABELS = Map.of("app", "reviews");

  private static final World WORLD =
      world(
              """
              apiVersion: v1
              kind: Service
              metadata: {name: reviews, namespace: default}
              spec:
                clusterIP: 10.1.0.1
                clusterIPs: [10.1.0.1, "fd01::1"]
                selector: {app: reviews}
                ports: [{name: http, port: 9080}, {name: tcp, port: 7000}]
              ---
              apiVersion: networking.istio.io/v1
              kind: ServiceEntry
              metadata: {name: far, namespace: default}
              spec:
                hosts: [far.example]
                location: MESH_EXTERNAL
                resolution: DNS
                ports: [{number: 443, name: tls, protocol: TLS}]
              """)
          .with(List.of(runs("reviews-v1", LABELS, "10.0.0.1", 9080)));

  private static Plan of(String... addresses) {
    return plan(
        WORLD,
        Node.parse(
                "sidecar~" + addresses[0] + "~reviews-v1.default~default.svc.cluster.local",
                Locality.UNKNOWN,
                Map.of(
                    "NAMESPACE",
                    "default",
                    "LABELS",
                    LABELS,
                    "INSTANCE_IPS",
                    String.join(",", addresses)))
            .orElseThrow());
  }

  private static List<String> bound(Plan plan, String name) {
    ListenerPlan found = listener(plan, name);
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(found.address()), found.also().stream())
        .map(Address::toString)
        .toList();
  }

  private static List<String> sources(Plan plan) {
    return ((ClusterPlan.OriginalDestination) cluster(plan, "inbound|9080||").discovery())
        .sources();
  }

  private static ClusterPlan.Lookup lookup(Plan plan) {
    return ((ClusterPlan.Resolved) cluster(plan, "outbound|443||far.example").discovery()).lookup();
  }

  @Test
  void bothFamiliesAreTakenBySharedListeners() {
    Plan plan = of("10.0.0.1", "fd00::1");
    assertThat(bound(plan, "virtualOutbound")).containsExactly("0.0.0.0:15001", "[::]:15001");
    assertThat(bound(plan, "virtualInbound")).containsExactly("0.0.0.0:15006", "[::]:15006");
    assertThat(bound(plan, "0.0.0.0_9080")).containsExactly("0.0.0.0:9080", "[::]:9080");
    assertThat(bound(plan, "10.1.0.1_7000")).containsExactly("10.1.0.1:7000", "[fd01::1]:7000");
    assertThat(sources(plan)).containsExactly("127.0.0.6", "::6");
    assertThat(lookup(plan)).isEqualTo(ClusterPlan.Lookup.BOTH);
  }

  @Test
  void ofIpv4AloneNothingOfIpv6IsBound() {
    Plan plan = of("10.0.0.1");
    assertThat(bound(plan, "virtualOutbound")).containsExactly("0.0.0.0:15001");
    assertThat(bound(plan, "virtualInbound")).containsExactly("0.0.0.0:15006");
    assertThat(bound(plan, "0.0.0.0_9080")).containsExactly("0.0.0.0:9080");
    assertThat(bound(plan, "10.1.0.1_7000")).containsExactly("10.1.0.1:7000");
    assertThat(sources(plan)).containsExactly("127.0.0.6");
    assertThat(lookup(plan)).isEqualTo(ClusterPlan.Lookup.IPV4);
  }

  @Test
  void ofIpv6AloneNothingOfIpv4IsBound() {
    Plan plan = of("fd00::1");
    assertThat(bound(plan, "virtualOutbound")).containsExactly("[::]:15001");
    assertThat(bound(plan, "virtualInbound")).containsExactly("[::]:15006");
    assertThat(bound(plan, "::_9080")).containsExactly("[::]:9080");
    assertThat(bound(plan, "fd01::1_7000")).containsExactly("[fd01::1]:7000");
    assertThat(lookup(plan)).isEqualTo(ClusterPlan.Lookup.IPV6);
  }
}
