package dev.weft.lab.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Mistakes in lab files are named, each at its place and with a remedy.
class LabFileTest {
  private static final String GOOD =
      """
      name: demo
      summary: two clusters
      meshes: [{name: mesh1}]
      clusters: [{name: east}, {name: west}]
      controlPlanes: [{cluster: east, serves: [east, west], reads: [west]}]
      workloads:
        - {name: caller, run: caller}
        - {name: echo, replicas: 2}
      expectations:
        - {name: a call, from: [east/caller], call: "http://echo.shop/"}
      """;

  private static List<Problem> problems(String text) {
    return LabFile.parse("lab.yaml", text).remarks();
  }

  private static Problem only(String text) {
    List<Problem> all = problems(text);
    assertThat(all).as("problems").hasSize(1);
    return all.getFirst();
  }

  @Test
  void aGoodFileHasNoRemarks() {
    Checked<Lab> checked = LabFile.parse("lab.yaml", GOOD);
    assertThat(checked.remarks()).isEmpty();
    assertThat(checked.orElseThrow().workloads().get(1).app()).isEqualTo("echo");
  }

  @Test
  void anyTextIsAnsweredWithProblemsAndNeverThrows() {
    for (String text : List.of("", "[]", "a: b: c", "---\n---\n", "clusters: 3", "\0", "{")) {
      assertThat(problems(text)).as(text).isNotEmpty();
    }
  }

  @Test
  void allMistakesAreToldAtOnceInTheOrderOfTheFile() {
    List<Problem> all =
        problems(
            """
            name: demo
            summary: mistakes
            clusters: [{name: east, network: nowhere}]
            workloads: [{name: echo, clusters: [west], colour: red}]
            expectations: [{name: x, from: [east/ecko], call: "ftp://a"}]
            """);
    assertThat(all)
        .extracting(Problem::path)
        .containsExactly(
            "clusters[0].network",
            "workloads[0].clusters[0]",
            "workloads[0].colour",
            "expectations[0].from[0]",
            "expectations[0].call");
    assertThat(all).extracting(problem -> problem.position().line()).isSorted();
  }

  @Test
  void overlappingPodRangesOnOneNetworkAreAConflict() {
    Problem problem =
        only(
            """
            name: demo
            summary: overlap
            clusters: [{name: east, podRange: 10.0.0.0/16}, {name: west, podRange: 10.0.128.0/17}]
            """);
    assertThat(problem.path()).isEqualTo("clusters[1].podRange");
    assertThat(problem.cause()).contains("10.0.128.0/17 overlaps 10.0.0.0/16");
    assertThat(problem.remedy()).contains("choose ranges that share no address");
  }

  @Test
  void podRangesOfSeparateNetworksMayBeTheSame() {
    assertThat(
            problems(
                """
                name: demo
                summary: same ranges
                networks: [{name: n1}, {name: n2}]
                clusters:
                  - {name: east, network: n1, podRange: 10.0.0.0/16}
                  - {name: west, network: n2, podRange: 10.0.0.0/16}
                """))
        .isEmpty();
  }

  @Test
  void aPodRangeMayNotOverlapTheServicesOfItsOwnCluster() {
    assertThat(
            only("""
            name: demo
            summary: overlap
            clusters: [{name: east, podRange: 10.0.0.0/8}]
            """)
                .cause())
        .contains("serviceRange");
  }

  @Test
  void anEastWestGatewayWithoutAnAddressIsRefused() {
    Problem problem =
        only(
            GOOD
                + """
                gateways: [{name: eastwest, cluster: east, kind: east-west, address: false}]
                """);
    assertThat(problem.severity()).isEqualTo(Severity.ERROR);
    assertThat(problem.cause()).contains("its Service gets no address");
  }

  @Test
  void aRootOfItsOwnInASharedMeshIsRemarked() {
    Problem problem =
        only(
            """
            name: demo
            summary: wrong root
            meshes: [{name: mesh1}]
            clusters: [{name: east}, {name: west}]
            controlPlanes: [{cluster: east}, {cluster: west, authority: own-root}]
            """);
    assertThat(problem.path()).isEqualTo("controlPlanes[1].authority");
    assertThat(problem.severity()).isEqualTo(Severity.WARNING);
    assertThat(problem.remedy()).contains("mesh-root");
  }

  @Test
  void aBundleThatIsMissingOnOneSideIsRemarked() {
    Problem problem =
        only(
            """
            name: demo
            summary: one-sided trust
            meshes:
              - {name: red, trustDomain: red.example, trusts: [blue.example]}
              - {name: blue, trustDomain: blue.example}
            clusters: [{name: east, mesh: red}, {name: west, mesh: blue}]
            controlPlanes: [{cluster: east}, {cluster: west}]
            """);
    assertThat(problem.path()).isEqualTo("meshes[1].trusts");
    assertThat(problem.remedy()).contains("add 'red.example'");
  }

  @Test
  void aBundleThatNobodyHasCannotBeTakenAway() {
    Problem problem =
        only(
            """
            name: demo
            summary: one mesh
            clusters: [{name: east}]
            workloads: [{name: caller, run: caller}, {name: echo}]
            expectations:
              - {name: x, from: [east/caller], call: "http://echo.shop/", without: [red.example]}
            """);
    assertThat(problem.path()).isEqualTo("expectations[0].without[0]");
    assertThat(problem.cause()).contains("red.example");
  }

  @Test
  void aNetworkLabelThatIsNotTheTruthIsRemarked() {
    assertThat(only(GOOD.replace("{name: west}", "{name: west, networkLabel: other}")).cause())
        .contains("they are in 'network1'");
  }

  @Test
  void aClusterThatNobodyServesIsRefused() {
    assertThat(only(GOOD.replace("serves: [east, west], ", "")).cause())
        .isEqualTo("no control plane serves cluster 'west'");
  }

  @Test
  void aControlPlaneInAnotherNetworkNeedsAWayToIt() {
    assertThat(
            problems(
                """
                name: demo
                summary: far
                meshes: [{name: mesh1}]
                networks: [{name: n1}, {name: n2}]
                clusters: [{name: east, network: n1}, {name: west, network: n2}]
                controlPlanes: [{cluster: east, serves: [east, west]}]
                """))
        .extracting(Problem::path)
        .contains("controlPlanes[0].exposed", "gateways");
  }

  @Test
  void placeholdersOfCallsMustStandForSomething() {
    assertThat(
            only(GOOD.replace("http://echo.shop/", "http://{clusterIP west/shop/ecco}/")).remedy())
        .isEqualTo("did you mean 'west/shop/echo'?");
  }

  private static final String FAR =
      """
      name: demo
      summary: one mesh over two networks
      meshes: [{name: mesh1}]
      networks: [{name: n1}, {name: n2%s}]
      clusters: [{name: east, network: n1}, {name: west, network: n2}]
      controlPlanes: [{cluster: east, reads: [west]}, {cluster: west, reads: [east]}]
      gateways:
        - {name: eastwest, cluster: east, kind: east-west}
        - {name: eastwest, cluster: west, kind: east-west}
      workloads:
        - {name: caller, run: caller, clusters: [east]}
        - {name: echo, clusters: [west], service: [east, west]%s}
      expectations:
        - {name: a call, from: [east/caller], call: "http://echo.shop/"}
      """;

  @Test
  void aPortThatIsBlockedInFrontOfAGatewayIsRemarked() {
    assertThat(problems(FAR.formatted("", ""))).isEmpty();
    Problem problem = only(FAR.formatted(", blocked: [15443]", ""));
    assertThat(problem.path()).isEqualTo("networks[1].blocked[0]");
    assertThat(problem.cause()).contains("lets nobody in at port 15443", "'eastwest'");
    assertThat(problem.remedy()).contains("remove 15443");
  }

  @Test
  void aPortThatNobodyNeedsMayBeBlocked() {
    assertThat(problems(FAR.formatted(", blocked: [22]", ""))).isEmpty();
  }

  @Test
  void aNameThatNoServiceHasIsRemarked() {
    Problem problem = only(GOOD.replace("http://echo.shop/", "http://ecco.shop/"));
    assertThat(problem.path()).isEqualTo("expectations[0].call");
    assertThat(problem.cause()).contains("'ecco.shop' has no address", "no cluster has such");
    assertThat(problem.remedy()).contains("add a workload of that name");
  }

  @Test
  void aNameThatAFileOfResourcesHasIsNotRemarkedAndOthersAre() {
    String lab =
        GOOD.replace("http://echo.shop/", "http://ecco.shop/")
            + "resources: [{files: [mesh.yaml], clusters: [east]}]\n";
    String entry =
        """
        kind: ServiceEntry
        metadata: {name: entry, namespace: shop}
        spec: {hosts: [%s]}
        """;
    assertThat(beside(lab, entry.formatted("ecco.shop.svc.cluster.local"))).isEmpty();
    assertThat(beside(lab, "kind: Service\nmetadata: {name: ecco, namespace: shop}")).isEmpty();
    assertThat(beside(lab, entry.formatted("other.example")))
        .singleElement()
        .extracting(Problem::cause)
        .asString()
        .contains("'ecco.shop' has no address");
    assertThat(problems(lab)).as("a file that cannot be read may have it").isEmpty();
  }

  private static List<Problem> beside(String lab, String resources) {
    return LabFile.parse("lab.yaml", lab, file -> Optional.of(resources)).remarks();
  }

  @Test
  void aNameOfAnotherClusterIsRemarkedWhereNothingTellsIt() {
    String none =
        """
        name: demo
        summary: no mesh
        clusters: [{name: east}, {name: west}]
        workloads: [{name: caller, run: caller}, {name: web, clusters: [west]}]
        expectations: [{name: a call, from: [east/caller], call: "http://web.shop/"}]
        """;
    assertThat(only(none).cause()).contains("its Service is in west alone");
    assertThat(only(none).remedy()).contains("add 'east' to 'service' of the workload");
    assertThat(problems(none.replace("east/caller", "west/caller"))).isEmpty();
    assertThat(
            problems(
                GOOD.replace("- {name: echo, replicas: 2}", "- {name: echo, clusters: [west]}")))
        .as("the mesh's DNS has the names of all clusters that its control plane reads")
        .isEmpty();
  }

  @Test
  void aTargetWithoutASidecarInAnotherNetworkIsRemarked() {
    Problem problem = only(FAR.formatted("", ", injected: false"));
    assertThat(problem.path()).isEqualTo("expectations[0].call");
    assertThat(problem.cause()).contains("'echo', which has no sidecar", "gateway");
    assertThat(problem.remedy()).contains("remove 'injected: false'");
  }

  @Test
  void aTokenThatExpiresBeforeItIsUsedIsRemarked() {
    Problem problem = only(GOOD.replace("replicas: 2", "tokenLife: 1s"));
    assertThat(problem.path()).isEqualTo("workloads[1].tokenLife");
    assertThat(problem.cause()).contains("a token of 1 s has expired", "the authority refuses");
    assertThat(problem.remedy()).contains("remove 'tokenLife'");
  }

  @Test
  void aClockThatIsOffIsRemarked() {
    Problem problem = only(GOOD.replace("replicas: 2", "clock: +3d"));
    assertThat(problem.path()).isEqualTo("workloads[1].clock");
    assertThat(problem.cause()).contains("off by +3d", "certificates look expired");
    assertThat(problem.remedy()).contains("remove 'clock'");
    assertThat(only(GOOD.replace("replicas: 2", "clock: tomorrow")).severity())
        .isEqualTo(Severity.ERROR);
  }

  @Test
  void anIngressControllerNeedsSomebodyWhoTellsItWhatIsWritten() {
    String none =
        """
        name: demo
        summary: no mesh
        clusters: [{name: east}]
        gateways: [{name: front, cluster: east, kind: ingress-controller}]
        """;
    assertThat(only(none).remedy()).contains("{cluster: east}");
    assertThat(problems(none + "controlPlanes: [{cluster: east}]")).isEmpty();
  }

  private static final String DRILL =
      "drills:\n  - {name: d, fault: [%s], from: east/caller, call: \"http://echo.shop/\"}\n";

  @Test
  void theWordsOfADrillsFaultMeanSomething() {
    for (String good :
        List.of(
            "kill, control-plane, east/istiod",
            "kill, api-server, west",
            "kill, pod, east/echo",
            "kill, pod, east/echo-2",
            "kill, node, east/node1",
            "kill, zone, zone1",
            "cut, network1",
            "drop, west/node1, 30%",
            "slow, network1, 40ms, 10ms, 5mbit",
            "expire, pod, west/echo-1",
            "skew, pod, west/echo-1, +2h")) {
      assertThat(problems(GOOD + DRILL.formatted(good))).as(good).isEmpty();
    }
  }

  @Test
  void aFaultThatNobodyKnowsIsNamedAtItsWord() {
    Problem misspelt = only(GOOD + DRILL.formatted("kil, zone, zone1"));
    assertThat(misspelt.toString()).startsWith("lab.yaml:12:23").contains("no fault 'kil'", "kill");
    Problem target = only(GOOD + DRILL.formatted("kill, control-plane, east/istoid"));
    assertThat(target.toString())
        .startsWith("lab.yaml:12:44")
        .contains("no control plane 'east/istoid'", "east/istiod");
    for (String bad :
        List.of(
            "kill, pods, east/echo",
            "kill, pod, north/echo",
            "kill, pod",
            "kill, pod, east/echo, now",
            "cut, netwerk1",
            "drop, network1, 130%",
            "slow, network1",
            "slow, network1, soon",
            "expire, east/echo-1, pod",
            "skew, pod, east/echo-1, tomorrow",
            "withdraw, elsewhere.example",
            "heal",
            "")) {
      assertThat(problems(GOOD + DRILL.formatted(bad)))
          .as(bad)
          .isNotEmpty()
          .allSatisfy(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.ERROR);
            assertThat(problem.position().line()).isEqualTo(12);
            assertThat(problem.remedy()).isNotEmpty();
          });
    }
  }
}
