package dev.weft.cli.mesh;

import static dev.weft.cli.mesh.Directories.workload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CensusTest {
  private static final String GATEWAY =
      """
      ---
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: shop}
      spec:
        selector: {istio: ingressgateway}
        servers:
        - port: {number: 80, name: http, protocol: HTTP}
          hosts: ["*"]
      """;

  @TempDir private Path directory;

  private List<Member> members(String text) {
    return Census.of(Directories.served(directory, text), 99).orElseThrow();
  }

  @Test
  void anIngressOfTheMeshsOwnClassCallsForAGatewayToo() {
    String ingress =
        """
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: shop}
        spec:
          ingressClassName: weft
          defaultBackend: {service: {name: a, port: {number: 9080}}}
        """;
    String own =
        """
        ---
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: weft}
        spec: {controller: istio.io/ingress-controller}
        """;
    String a = workload("a", "command: [a]\nports: [{name: http, port: 9080}]");

    assertThat(members(a + ingress)).extracting(Member::name).containsExactly("a");
    assertThat(members(a + ingress + own))
        .extracting(Member::name)
        .containsExactly("istio-ingressgateway", "a");
  }

  @Test
  void everyMemberHasThreeAddressesOfItsOwn() {
    List<Member> members =
        members(
            workload("a", "command: [a]\nports: [{name: http, port: 9080}]")
                + workload("b", "command: [b]"));

    assertThat(members).extracting(Member::name).containsExactly("a", "b");
    Addresses second = members.get(1).addresses();
    assertThat(List.of(second.workload(), second.app(), second.outbound()))
        .containsExactly("127.99.2.1", "127.99.2.2", "127.99.2.3");
    assertThat(members.getFirst().ports().getFirst().target()).isEqualTo("127.99.1.2:9080");
  }

  @Test
  void addressesGoOnInTheNextBlockWhenTheirsIsFull() {
    assertThat(new Addresses(99, 250).workload()).isEqualTo("127.99.250.1");
    assertThat(new Addresses(99, 251).workload()).isEqualTo("127.100.1.1");
  }

  @Test
  void aGatewayResourceBringsAGatewayWhichStartsFirst() {
    Member first = members(workload("a", "command: [a]") + GATEWAY).getFirst();

    assertThat(first.gateway()).isTrue();
    assertThat(first.nodeId())
        .isEqualTo(
            "router~127.99.1.1~istio-ingressgateway.istio-system~istio-system.svc.cluster.local");
    assertThat(first.labels().value("istio")).isEqualTo("ingressgateway");
  }

  @Test
  void replicasAreNumberedAndShareTheirWorkload() {
    List<Member> members = members(workload("a", "command: [a]\nreplicas: 2"));

    assertThat(members).extracting(Member::name).containsExactly("a-1", "a-2");
    assertThat(members).extracting(Member::workload).containsOnly("a");
  }

  @Test
  void aNameInTwoNamespacesIsToldApartByItsNamespace() {
    String other = workload("a", "command: [a]").replace("name: a", "namespace: prod\n  name: a");

    assertThat(members(workload("a", "command: [a]") + other))
        .extracting(Member::name)
        .containsExactly("a.default", "a.prod");
  }

  @Test
  void whatListensAlreadyNeedsNoCommand() {
    Member member =
        members(workload("a", "ports: [{name: http, port: 80, listen: \"127.0.0.1:3000\"}]"))
            .getFirst();

    assertThat(member.app()).isEmpty();
    assertThat(member.ports().getFirst().target()).isEqualTo("127.0.0.1:3000");
  }

  @Test
  void theApplicationIsToldWhereToListenAndHowToReachOthers() {
    Member member =
        members(
                workload(
                    "a",
                    "command: [a]\nenvironment: {COLOUR: red}\nports: [{name: http, port: 9080}]"))
            .getFirst();

    assertThat(Census.environment(Map.of("PATH", "/bin"), member))
        .containsEntry("PATH", "/bin")
        .containsEntry("COLOUR", "red")
        .containsEntry("HOST", "127.99.1.2")
        .containsEntry("PORT", "9080")
        .containsEntry("WEFT_OUTBOUND_ADDRESS", "127.99.1.3")
        .containsEntry("http_proxy", "http://127.99.1.3:15002");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serviceAccount: x | nothing says how to start it",
        "replicas: 101 | 101 replicas",
        "replicas: -1 | -1 is negative",
        "ports: [{name: http, port: 80, listen: here}] | is not an address"
      })
  void aWorkloadThatCannotRunIsRefusedAtItsLine(String spec, String cause) {
    String more = spec.startsWith("replicas") ? "command: [a]\n" + spec : spec;

    // Some of this the schema of the kind refuses already; the rest the census does.
    Served served = Directories.served(directory, workload("a", more));
    List<Problem> problems = new ArrayList<>(served.problems());
    if (Census.of(served, 99) instanceof Checked.Invalid<List<Member>> invalid) {
      problems.addAll(invalid.problems());
    }

    assertThat(problems).singleElement().asString().contains("mesh.yaml:", "error: ", cause);
  }
}
