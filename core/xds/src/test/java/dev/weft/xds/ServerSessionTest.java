package dev.weft.xds;

import static dev.weft.xds.ResourceType.CLUSTER;
import static dev.weft.xds.ResourceType.ENDPOINT;
import static dev.weft.xds.ResourceType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Status;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServerSessionTest {
  private final ServerSession session = new ServerSession(Mode.DELTA);

  @Test
  void nothingIsSentBeforeTheFirstPushAndAnEmptyAnswerAfterIt() {
    assertThat(session.on(ask(CLUSTER, List.of()))).isEmpty();
    List<Response> sent = session.push(Resources.EMPTY);
    assertThat(sent).hasSize(1);
    assertThat(delta(sent).getResourcesList()).isEmpty();
  }

  @Test
  void aStaleNonceAcknowledgesNothing() {
    session.push(clusters("a"));
    String nonce = session.on(ask(CLUSTER, List.of())).getFirst().nonce();
    session.on(answer(CLUSTER, "of-another-time", ""));
    assertThat(Objects.requireNonNull(session.status().get(CLUSTER)).state())
        .isEqualTo(Sync.State.STALE);
    session.on(answer(CLUSTER, nonce, ""));
    assertThat(Objects.requireNonNull(session.status().get(CLUSTER)).state())
        .isEqualTo(Sync.State.SYNCED);
  }

  @Test
  void whatChangesWhileAResponseIsUnderWayIsSentOnceAfterIt() {
    session.push(clusters("a"));
    String nonce = session.on(ask(CLUSTER, List.of())).getFirst().nonce();
    assertThat(session.push(clusters("a", "b"))).isEmpty();
    assertThat(session.push(clusters("a", "b", "c"))).isEmpty();
    assertThat(names(session.on(answer(CLUSTER, nonce, "")))).containsExactly("b", "c");
  }

  @Test
  void aNameThatDoesNotExistIsAnsweredAsRemoved() {
    session.push(Resources.EMPTY);
    List<Response> sent = session.on(ask(ENDPOINT, List.of("nowhere")));
    assertThat(delta(sent).getRemovedResourcesList()).containsExactly("nowhere");
  }

  @Test
  void anUnsubscribedNameIsToldNoMoreAndToldAfreshWhenAskedForAgain() {
    session.push(endpoints(1));
    String nonce = session.on(ask(ENDPOINT, List.of("a"))).getFirst().nonce();
    session.on(answer(ENDPOINT, nonce, ""));
    session.on(
        new Request.Increment(
            DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ENDPOINT.typeUrl())
                .addResourceNamesUnsubscribe("a")
                .build()));
    assertThat(session.push(endpoints(2))).isEmpty();
    assertThat(names(session.on(ask(ENDPOINT, List.of("a"))))).containsExactly("a");
  }

  @Test
  void aReconnectingClientIsToldOnlyWhatItDoesNotHave() {
    Resources all = clusters("a", "b");
    session.push(all);
    DeltaDiscoveryRequest request =
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(CLUSTER.typeUrl())
            .putInitialResourceVersions("a", all.find(CLUSTER, "a").orElseThrow().version())
            .build();
    assertThat(names(session.on(new Request.Increment(request)))).containsExactly("b");
  }

  @Test
  void envoysRefusalIsAttributedToTheResourceItNames() {
    session.push(clusters("a", "b"));
    String nonce = session.on(ask(CLUSTER, List.of())).getFirst().nonce();
    session.on(answer(CLUSTER, nonce, "Error adding/updating cluster(s) b: no such thing"));
    Nack nack = Objects.requireNonNull(session.status().get(CLUSTER)).nack().orElseThrow();
    assertThat(nack.resources()).containsOnlyKeys("b").containsEntry("b", "no such thing");
    assertThat(session.push(clusters("a", "b"))).isEmpty();
    String fixed = session.push(clusters("a")).getFirst().nonce();
    session.on(answer(CLUSTER, fixed, ""));
    assertThat(Objects.requireNonNull(session.status().get(CLUSTER)).nack()).isEmpty();
  }

  @Test
  void routesWaitForTheEndpointsOfNewClustersUntilReleased() {
    session.push(Resources.EMPTY);
    String clusters = session.on(ask(CLUSTER, List.of())).getFirst().nonce();
    session.on(answer(CLUSTER, clusters, ""));
    String routes = session.on(ask(ROUTE, List.of("r"))).getFirst().nonce();
    session.on(answer(ROUTE, routes, ""));
    Resources next = clusters("a").toBuilder().add(ROUTE, Meshes.routes("r", List.of("a"))).build();
    List<Response> first = session.push(next);
    assertThat(first).extracting(Response::typeUrl).containsExactly(CLUSTER.typeUrl());
    assertThat(session.on(answer(CLUSTER, first.getFirst().nonce(), ""))).isEmpty();
    assertThat(session.holding()).isTrue();
    assertThat(session.release()).extracting(Response::typeUrl).containsExactly(ROUTE.typeUrl());
  }

  @Test
  void theOtherModesRequestIsRefused() {
    assertThatThrownBy(() -> session.on(new Request.Whole(DiscoveryRequest.getDefaultInstance())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Resources clusters(String... names) {
    Resources.Builder all = Resources.builder();
    for (String name : names) {
      all.add(CLUSTER, Meshes.cluster(name, 0));
    }
    return all.build();
  }

  private static Resources endpoints(int variant) {
    return Resources.builder().add(ENDPOINT, Meshes.endpoints("a", variant)).build();
  }

  private static Request ask(ResourceType type, List<String> names) {
    return new Request.Increment(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(type.typeUrl())
            .addAllResourceNamesSubscribe(names)
            .build());
  }

  private static Request answer(ResourceType type, String nonce, String error) {
    DeltaDiscoveryRequest.Builder request =
        DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl()).setResponseNonce(nonce);
    if (!error.isEmpty()) {
      request.setErrorDetail(Status.newBuilder().setCode(3).setMessage(error));
    }
    return new Request.Increment(request.build());
  }

  private static DeltaDiscoveryResponse delta(List<Response> responses) {
    assertThat(responses).hasSize(1);
    return ((Response.Increment) responses.getFirst()).message();
  }

  private static List<String> names(List<Response> responses) {
    return delta(responses).getResourcesList().stream().map(Resource::getName).sorted().toList();
  }
}
