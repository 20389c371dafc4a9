package dev.weft.lab.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.host.terminal.Tree;
import dev.weft.lab.catalogue.Catalogue;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.DataPlane;
import dev.weft.lab.topology.Range;
import dev.weft.linux.namespace.Namespace;
import dev.weft.model.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where labs are put on the machine.
class LayoutTest {
  static List<String> names() {
    return Catalogue.names();
  }

  private static Layout layout(String name) {
    return Layout.of(Catalogue.shipped(name).lab(), DataPlane.WEFT);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyNamespaceHasANameOfTheLabsOwn(String name) {
    Layout layout = layout(name);
    assertThat(layout.namespaces()).doesNotHaveDuplicates();
    assertThat(layout.namespaces())
        .allMatch(namespace -> namespace.startsWith("weft-" + name + "."))
        .allSatisfy(namespace -> new Namespace(namespace));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPodHasAnAddressOfItsNodeThatNobodyElseHas(String name) {
    Set<String> taken = new HashSet<>();
    for (Pod pod : layout(name).pods()) {
      assertThat(taken.add(pod.cluster() + pod.address())).as(pod.id()).isTrue();
      assertThat(pod.spot().pods().contains(Range.of(pod.address() + "/32"))).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyResourceThatStandsForItIsValid(String name) {
    Layout layout = layout(name);
    for (Cluster cluster : layout.lab().clusters()) {
      String text =
          new Manifests(layout, cluster)
              .all().stream()
                  .filter(resource -> !"ServiceAccount".equals(resource.get("kind")))
                  .map(resource -> Tree.yaml(resource))
                  .collect(Collectors.joining("---\n"));
      assertThat(Parser.parse(cluster.name(), text, "default").problems())
          .noneMatch(problem -> problem.severity() == Severity.ERROR);
    }
  }

  @Test
  void theSameLabIsAlwaysLaidOutTheSameWay() {
    assertThat(layout("two-networks")).isEqualTo(layout("two-networks"));
  }

  @Test
  void noRouteLeadsFromTheWorldToAPod() {
    Layout layout = layout("two-networks");
    List<String> routes =
        Wiring.of(layout).stream()
            .filter(script -> script.namespace().equals(layout.world()))
            .flatMap(script -> script.lines().stream())
            .filter(line -> line.startsWith("route add"))
            .toList();
    assertThat(routes).anyMatch(line -> line.contains("172.31."));
    assertThat(routes).noneMatch(line -> line.startsWith("route add 10."));
  }

  @Test
  void aNamespaceIsLabelledForInjectionOnlyWhereAMeshIs() {
    Layout none = layout("no-mesh");
    Layout one = layout("one-control-plane");
    assertThat(namespace(none, "shop")).doesNotContain("istio-injection");
    assertThat(namespace(one, "shop")).contains("istio-injection");
    assertThat(namespace(one, "istio-system")).contains("topology.istio.io/network");
  }

  private static String namespace(Layout layout, String name) {
    return new Manifests(layout, layout.lab().clusters().getFirst())
        .all().stream()
            .filter(resource -> "Namespace".equals(resource.get("kind")))
            .filter(resource ->
                resource.get("metadata") instanceof Map<?, ?> meta && name.equals(meta.get("name")))
            .map(Object::toString)
            .collect(Collectors.joining());
  }
}
