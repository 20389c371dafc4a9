package dev.weft.capture.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.Service;
import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// kube-proxy's tables from Services and EndpointSlices; `-Dweft.rewrite=true` rewrites the file.
class ServiceTablesTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/weft/capture/service");
  private static final NodePlace NODE =
      new NodePlace("a", List.of(new Cidr("10.1.0.0", 16), new Cidr("fd01::", 64)));

  private static List<ServicePort> ports(String yaml, Family family) {
    Parsed parsed = Parser.parse("test", yaml, "default");
    assertThat(parsed.problems()).isEmpty();
    return ServicePorts.of(
        parsed.resources().stream().flatMap(each -> each.as(Service.class).stream()).toList(),
        parsed.resources().stream().flatMap(each -> each.as(EndpointSlice.class).stream()).toList(),
        family);
  }

  private static ServiceTables tables(List<ServicePort> ports) {
    return ServiceTables.of(ports, NODE, Family.IPV4);
  }

  private static List<ServicePort> web(int... lastBytes) {
    return List.of(
        port(
            Transport.TCP,
            IntStream.of(lastBytes)
                .mapToObj(last -> new Backend("10.1.0." + last, 80, "a", Backend.State.READY))
                .toList()));
  }

  private static ServicePort port(Transport transport, List<Backend> backends) {
    return new ServicePort(
        "default/web",
        "http",
        transport,
        new ServicePort.Addresses("10.96.0.1", 80, List.of(), List.of(), 0),
        0,
        false,
        false,
        backends);
  }

  @Test
  void everySortOfServiceHasTheRulesOfTheFile() throws IOException {
    String yaml = Files.readString(FOLDER.resolve("every-sort.in.yaml"));
    String rules =
        "# iptables\n%s# ip6tables\n%s"
            .formatted(
                tables(ports(yaml, Family.IPV4)).over(""),
                ServiceTables.of(ports(yaml, Family.IPV6), NODE, Family.IPV6).over(""));
    Path golden = FOLDER.resolve("every-sort.out.txt");
    if (Boolean.getBoolean("weft.rewrite")) {
      Files.writeString(golden, rules);
    }
    assertThat(rules).isEqualTo(Files.readString(golden));
  }

  @Test
  void namesOfChainsAreThoseOfKubeProxy() {
    // Seen in every kubeadm cluster: default/kubernetes:https over TCP.
    ServicePort kubernetes =
        new ServicePort(
            "default/kubernetes",
            "https",
            Transport.TCP,
            new ServicePort.Addresses("10.96.0.1", 443, List.of(), List.of(), 0),
            0,
            false,
            false,
            List.of(new Backend("10.1.0.1", 6443, "", Backend.State.READY)));
    assertThat(tables(List.of(kubernetes)).nat()).containsKey("KUBE-SVC-NPX46M4PTMTKRN6Y");
  }

  @Test
  void eachBackendGetsAnEqualShare() {
    List<String> rules =
        tables(web(1, 2, 3, 4)).nat().entrySet().stream()
            .filter(chain -> chain.getKey().startsWith("KUBE-SVC-"))
            .flatMap(chain -> chain.getValue().stream())
            .filter(rule -> rule.contains(" -> "))
            .toList();
    assertThat(rules).hasSize(4);
    assertThat(rules.get(0)).contains("--probability 0.2500000000 ");
    assertThat(rules.get(1)).contains("--probability 0.3333333333 ");
    assertThat(rules.get(2)).contains("--probability 0.5000000000 ");
    assertThat(rules.get(3)).doesNotContain("statistic");
  }

  @Test
  void aChangeRewritesOnlyTheChainsThatDiffer() {
    String change = tables(web(1, 3)).since(tables(web(1, 2)));
    String chains =
        change.lines().filter(line -> line.startsWith(":")).collect(Collectors.joining("\n"));
    assertThat(chains.lines()).hasSize(3);
    assertThat(chains).contains(":KUBE-SVC-").doesNotContain("KUBE-SERVICES");
    assertThat(change.lines().filter(line -> line.startsWith("-X KUBE-SEP-"))).hasSize(1);
    assertThat(change).startsWith("*nat\n").doesNotContain("*filter");
    assertThat(tables(web(1, 2)).since(tables(web(1, 2)))).isEmpty();
  }

  @Test
  void theLastBackendGoingMovesTheServiceFromSharingToRefusing() {
    String change = tables(web()).since(tables(web(1)));
    assertThat(change)
        .contains("*filter\n:KUBE-SERVICES", "has no endpoints", "-j REJECT", "-X KUBE-SVC-");
    assertThat(tables(web(1)).since(tables(web()))).doesNotContain("REJECT");
  }

  @Test
  void whatADeadProcessLeftIsTakenOver() {
    String saved =
        """
        *filter
        :INPUT ACCEPT [0:0]
        :KUBE-SERVICES - [0:0]
        -A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
        COMMIT
        *nat
        :PREROUTING ACCEPT [0:0]
        :ISTIO_OUTPUT - [0:0]
        :KUBE-SERVICES - [0:0]
        :KUBE-SVC-OLD - [0:0]
        -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
        -A OUTPUT -j ISTIO_OUTPUT
        -A KUBE-SERVICES -d 10.96.0.9/32 -j KUBE-SVC-OLD
        COMMIT
        """;
    String over = tables(web(1)).over(saved);
    assertThat(over)
        .contains("-X KUBE-SVC-OLD\n")
        .doesNotContain("-X KUBE-SERVICES", "ISTIO", "-D KUBE");
    assertThat(over.lines().filter(line -> line.startsWith("-D "))).hasSize(2);
    assertThat(over.indexOf("-D PREROUTING")).isLessThan(over.indexOf("-I PREROUTING"));
    assertThat(ServiceTables.removal(saved))
        .contains("-X KUBE-SERVICES\n", "-D PREROUTING")
        .doesNotContain("-I ", "-A ");
    assertThat(ServiceTables.removal("")).isEmpty();
  }

  @Test
  void flowsWithoutConnectionsToBackendsThatLeftAreNamed() {
    Backend one = new Backend("10.1.0.1", 53, "a", Backend.State.READY);
    Backend two = new Backend("10.1.0.2", 53, "a", Backend.State.READY);
    List<ServicePort> before = List.of(port(Transport.UDP, List.of(one, two)));
    assertThat(ServiceTables.stale(before, List.of(port(Transport.UDP, List.of(two)))))
        .containsExactly(new ServiceTables.StaleFlow("10.96.0.1", 80, "10.1.0.1"));
    assertThat(ServiceTables.stale(before, List.of())).hasSize(2);
    assertThat(ServiceTables.stale(before, before)).isEmpty();
    assertThat(ServiceTables.stale(List.of(port(Transport.TCP, List.of(one))), List.of()))
        .isEmpty();
  }

  @Test
  void anEndpointInTwoSlicesCountsOnce() throws IOException {
    String yaml = Files.readString(FOLDER.resolve("every-sort.in.yaml"));
    String twice =
        yaml
            + """
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: plain-b, namespace: default, labels: {kubernetes.io/service-name: plain}}
            addressType: IPv4
            endpoints: [{addresses: [10.1.0.11], nodeName: a}]
            ports: [{name: http, port: 8080}]
            """;
    assertThat(ports(twice, Family.IPV4)).isEqualTo(ports(yaml, Family.IPV4));
    assertThat(Objects.requireNonNull(ports(yaml, Family.IPV6)))
        .singleElement()
        .satisfies(port -> assertThat(port.backends()).hasSize(1));
  }
}
