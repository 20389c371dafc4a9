package dev.weft.compiler;

import static dev.weft.compiler.Meshes.cluster;
import static dev.weft.compiler.Meshes.laptop;
import static dev.weft.compiler.Meshes.listener;
import static dev.weft.compiler.Meshes.plan;
import static dev.weft.compiler.Meshes.relay;
import static dev.weft.compiler.Meshes.runs;
import static dev.weft.compiler.Meshes.service;
import static dev.weft.compiler.Meshes.sidecar;
import static dev.weft.compiler.Meshes.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.ServerTlsPlan;
import dev.weft.model.StringMatch;
import dev.weft.world.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SidecarInboundTest {
  private static final Map<String, String> LABELS = Map.of("app", "reviews", "version", "v1");

  private static World reviews(String portName, String... more) {
    String[] all = new String[more.length + 1];
    all[0] = service("reviews", "10.1.0.1", portName, 9080);
    System.arraycopy(more, 0, all, 1, more.length);
    return world(all).with(List.of(runs("reviews-v1", LABELS, "10.0.0.1", 9080)));
  }

  private static List<ChainPlan> served(Plan plan) {
    return listener(plan, "virtualInbound").chains().stream()
        .filter(chain -> chain.match().destinationPort().equals(java.util.OptionalInt.of(9080)))
        .toList();
  }

  private static String strict(String mode) {
    return """
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata: {name: default, namespace: default}
    spec: {mtls: {mode: %s}}
    """
        .formatted(mode);
  }

  @Test
  void anHttpPortTakesMutualTlsAndPlainTextByDefault() {
    Plan plan = plan(reviews("http"), sidecar("reviews-v1", "10.0.0.1", LABELS));
    List<ChainPlan> chains = served(plan);
    assertThat(chains)
        .extracting(chain -> chain.match().transport())
        .containsExactly("tls", "raw_buffer");
    assertThat(chains.getFirst().match().applicationProtocols())
        .contains("istio", "istio-http/1.1", "istio-h2");
    ServerTlsPlan tls = chains.getFirst().tls().orElseThrow();
    assertThat(tls.clientCertificate()).isEqualTo(ServerTlsPlan.ClientCertificate.REQUIRED);
    assertThat(tls.subjectNames())
        .containsExactly(new StringMatch.Prefix("spiffe://cluster.local/"));
    assertThat(chains.getLast().tls()).isEmpty();
    ChainPlan.Http http = (ChainPlan.Http) chains.getFirst().terminal();
    ChainPlan.Inline inline = (ChainPlan.Inline) http.routes();
    assertThat(inline.routeTable().name()).isEqualTo("inbound|9080||");
    assertThat(inline.routeTable().virtualHosts().getFirst().name()).isEqualTo("inbound|http|9080");
    assertThat(cluster(plan, "inbound|9080||").discovery())
        .isEqualTo(new ClusterPlan.OriginalDestination(List.of("127.0.0.6")));
  }

  @Test
  void strictRefusesPlainTextAndNamesThePolicy() {
    List<ChainPlan> chains =
        served(plan(reviews("http", strict("STRICT")), sidecar("reviews-v1", "10.0.0.1", LABELS)));
    assertThat(chains).hasSize(1);
    assertThat(chains.getFirst().tls()).isPresent();
    assertThat(chains.getFirst().rule().orElseThrow().toString())
        .isEqualTo("PeerAuthentication default/default spec.mtls.mode");
  }

  @Test
  void disableSpeaksPlainTextAndClientsKnow() {
    World world = reviews("http", strict("DISABLE"));
    List<ChainPlan> chains = served(plan(world, sidecar("reviews-v1", "10.0.0.1", LABELS)));
    assertThat(chains).singleElement().satisfies(chain -> assertThat(chain.tls()).isEmpty());
    Plan client = plan(world, sidecar("client", "10.0.0.9", Map.of()));
    assertThat(cluster(client, "outbound|9080||reviews.default.svc.cluster.local").tls())
        .isEqualTo(new ClusterPlan.Plain());
  }

  @Test
  void anUndeclaredPortIsDetected() {
    List<ChainPlan> chains =
        served(plan(reviews("foo"), sidecar("reviews-v1", "10.0.0.1", LABELS)));
    assertThat(chains).hasSize(5);
    assertThat(chains.get(1).match().applicationProtocols()).containsExactly("http/1.1", "h2c");
    assertThat(chains.get(2).terminal()).isInstanceOf(ChainPlan.Tcp.class);
  }

  @Test
  void trafficToPortsThatNobodyDeclaredReachesTheApplication() {
    Plan plan = plan(reviews("http"), sidecar("reviews-v1", "10.0.0.1", LABELS));
    List<ChainPlan> chains = listener(plan, "virtualInbound").chains();
    assertThat(chains.getFirst().name()).isEqualTo("virtualInbound-blackhole");
    assertThat(relay(chains.getFirst())).isEqualTo("BlackHoleCluster");
    assertThat(chains).filteredOn(chain -> chain.name().startsWith("virtualInbound")).hasSize(6);
    assertThat(chains)
        .filteredOn(chain -> chain.name().equals("virtualInbound-catchall-http"))
        .hasSize(2);
  }

  @Test
  void onALaptopThePortIsBoundAtTheWorkloadsAddressAndLeadsToTheApp() {
    World world =
        world(service("reviews", "10.1.0.1", "http", 9080))
            .with(
                List.of(runs("reviews-v1", LABELS, "127.66.1.1", 9080).instance().ready(false))
                    .stream()
                    .map(dev.weft.world.Change.Runs::new)
                    .toList());
    Plan plan = plan(world, laptop("reviews-v1", 1, LABELS, 9080));
    ListenerPlan own = listener(plan, "127.66.1.1_9080");
    assertThat(own.binding()).isEqualTo(ListenerPlan.Binding.SOCKET);
    assertThat(own.chains()).hasSize(2);
    assertThat(own.chains().getFirst().match().destinationPort()).isEmpty();
    ClusterPlan.Fixed app = (ClusterPlan.Fixed) cluster(plan, "inbound|9080||").discovery();
    assertThat(app.groups().getFirst().endpoints().getFirst().address().toString())
        .isEqualTo("127.66.1.2:9080");
    assertThat(plan.listeners())
        .extracting(ListenerPlan::name)
        .doesNotContain("virtualInbound", "virtualOutbound");
  }
}
