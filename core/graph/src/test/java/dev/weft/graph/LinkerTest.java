package dev.weft.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import dev.weft.graph.cluster.Pick;
import dev.weft.graph.cluster.PickContext;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.route.Decision;
import dev.weft.graph.route.Forward;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LinkerTest {
  private static final String TO_A =
      "virtual_hosts { name: 'v' domains: '*' routes { match { prefix: '/' } route { cluster: 'a' }"
          + " } }";
  private static final String BAD_REGEX =
      "virtual_hosts { name: 'v' domains: '*' routes { match { safe_regex { regex: '(' } } route {"
          + " cluster: 'a' } } }";

  private static String picked(Forward forward) {
    Pick pick =
        forward.cluster().pick(PickContext.first(new SplittableRandom(1), 0, Given.ARRIVAL));
    return pick instanceof Pick.Chosen chosen ? chosen.endpoint().toString() : pick.toString();
  }

  @Test
  void aRequestIsForwardedToAnEndpointOfItsRoutesCluster() {
    Graph graph = Given.graph(TO_A);
    Forward forward = (Forward) Given.decide(graph, Given.get("x", "/"));
    assertThat(forward.cluster().name()).isEqualTo("a");
    assertThat(picked(forward)).isEqualTo("10.1.0.1:8080");
  }

  @Test
  void anEndpointChangeReplacesOnlyTheCellAndKeepsLoadOfThoseThatStay() {
    Resources first = Given.mesh(Given.manager().build(), Given.routes(TO_A)).build();
    Graph before = Linker.link(first, Graph.EMPTY).orElseThrow();
    var stays = before.cluster("a").orElseThrow().endpoints().all().get(0).live();
    stays.begin();
    Resources second =
        first.toBuilder()
            .add(ResourceType.ENDPOINT, Given.endpoints("a", "10.1.0.1", "10.1.0.2"))
            .build();
    Graph after = Linker.link(second, before).orElseThrow();
    assertThat(after.cluster("a").orElseThrow()).isSameAs(before.cluster("a").orElseThrow());
    assertThat(after.listener("in").orElseThrow()).isSameAs(before.listener("in").orElseThrow());
    assertThat(after.cluster("a").orElseThrow().endpoints().all()).hasSize(2);
    assertThat(after.cluster("a").orElseThrow().endpoints().all().get(0).live()).isSameAs(stays);
  }

  @Test
  void aRefusedResourceKeepsItsPreviousVersionWhileItsNeighboursTakeEffect() {
    Resources first = Given.mesh(Given.manager().build(), Given.routes(TO_A)).build();
    Graph before = Linker.link(first, Graph.EMPTY).orElseThrow();
    Resources second =
        first.toBuilder()
            .add(ResourceType.ROUTE, Given.routes(BAD_REGEX))
            .add(ResourceType.CLUSTER, Given.cluster("c"))
            .build();
    Linked linked = Linker.link(second, before);
    assertThat(linked.rejections()).hasSize(1);
    Rejection rejection = linked.rejections().get(0);
    assertThat(rejection.type()).isEqualTo(ResourceType.ROUTE);
    assertThat(rejection.field()).isEqualTo("virtual_hosts[0].routes[0].match.safe_regex.regex");
    assertThat(rejection.cause()).contains("'('");
    assertThat(rejection.remedy()).isNotEmpty();
    assertThat(Given.decide(linked.graph(), Given.get("x", "/"))).isInstanceOf(Forward.class);
    assertThat(Given.names(linked.graph())).containsExactly("a", "b", "c");
    // Told once, but standing until it is repaired.
    assertThat(Linker.link(second, linked.graph()).rejections()).isEmpty();
    assertThat(linked.graph().rejections()).hasSize(1);
    Graph repaired = Linker.link(first, linked.graph()).orElseThrow();
    assertThat(repaired.rejections()).isEmpty();
  }

  @Test
  void anUnknownHttpFilterIsRefusedByName() {
    var manager =
        Given.manager().addHttpFilters(0, Given.filter("acme.wonder", StringValue.of("x"))).build();
    Linked linked = Linker.link(Given.mesh(manager, Given.routes(TO_A)).build(), Graph.EMPTY);
    assertThat(linked.rejections()).hasSize(1);
    assertThat(linked.rejections().get(0).toString())
        .contains("LISTENER in", "filter_chains[0].filters[0].http_filters[0]", "acme.wonder");
    assertThat(linked.graph().listener("in")).isEmpty();
  }

  @Test
  void aRouteTableReachesConnectionsThatKeepTheirChain() {
    Resources first = Given.mesh(Given.manager().build(), Given.routes(TO_A)).build();
    Graph before = Linker.link(first, Graph.EMPTY).orElseThrow();
    Linker.link(
        first.toBuilder().add(ResourceType.ROUTE, Given.routes(TO_A.replace("'a'", "'b'"))).build(),
        before);
    Forward forward = (Forward) Given.decide(before, Given.get("x", "/"));
    assertThat(forward.cluster().name()).isEqualTo("b");
  }

  @Test
  void aMissingClusterIsFlaggedAndHealsWhenItArrives() {
    Resources first =
        Given.mesh(Given.manager().build(), Given.routes(TO_A)).build().toBuilder()
            .remove(ResourceType.CLUSTER, "a")
            .build();
    Graph graph = Linker.link(first, Graph.EMPTY).orElseThrow();
    Decision.Reply reply = (Decision.Reply) Given.decide(graph, Given.get("x", "/"));
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.flags()).containsExactly(ResponseFlag.NC);
    Graph healed =
        Linker.link(first.toBuilder().add(ResourceType.CLUSTER, Given.cluster("a")).build(), graph)
            .orElseThrow();
    Forward forward = (Forward) Given.decide(healed, Given.get("x", "/"));
    assertThat(picked(forward)).isEqualTo("10.1.0.1:8080");
  }

  @Test
  void aClusterThatIsWithdrawnLeavesNothingBehind() {
    Resources first = Given.mesh(Given.manager().build(), Given.routes(TO_A)).build();
    Graph before = Linker.link(first, Graph.EMPTY).orElseThrow();
    Graph after =
        Linker.link(first.toBuilder().remove(ResourceType.CLUSTER, "a").build(), before)
            .orElseThrow();
    assertThat(after.cluster("a")).isEmpty();
    assertThat(Given.decide(after, Given.get("x", "/"))).isInstanceOf(Decision.Reply.class);
  }

  @Test
  void interceptedConnectionsAreHandedToTheListenerOfTheirDestination() {
    var virtual =
        Given.listener(Given.manager().build()).toBuilder()
            .setName("virtualOutbound")
            .setAddress(Given.address("0.0.0.0", 15001))
            .setUseOriginalDst(com.google.protobuf.BoolValue.of(true));
    var child =
        Given.listener(Given.manager().build()).toBuilder()
            .setName("0.0.0.0_9080")
            .setAddress(Given.address("0.0.0.0", 9080))
            .setBindToPort(com.google.protobuf.BoolValue.of(false));
    Graph graph =
        Linker.link(
                Resources.builder()
                    .add(ResourceType.LISTENER, virtual.build())
                    .add(ResourceType.LISTENER, child.build())
                    .build(),
                Graph.EMPTY)
            .orElseThrow();
    Listener accepting = graph.listener("virtualOutbound").orElseThrow();
    InetSocketAddress local = new InetSocketAddress("10.0.0.1", 15001);
    Arrival known = new Arrival(local, Given.THERE, new InetSocketAddress("10.8.0.7", 9080));
    Arrival unknown = new Arrival(local, Given.THERE, new InetSocketAddress("10.8.0.7", 9999));
    assertThat(graph.handover(accepting, known).name()).isEqualTo("0.0.0.0_9080");
    assertThat(graph.handover(accepting, known).bindToPort()).isFalse();
    assertThat(graph.handover(accepting, unknown)).isSameAs(accepting);
  }

  @Test
  void aListenerWithoutAnEndIsRefused() {
    var listener = Given.listener(Given.manager().build()).toBuilder();
    listener.getFilterChainsBuilder(0).clearFilters();
    Linked linked =
        Linker.link(
            Resources.builder().add(ResourceType.LISTENER, listener.build()).build(), Graph.EMPTY);
    assertThat(linked.rejections().get(0).field()).isEqualTo("filter_chains[0].filters");
  }

  @Test
  void aMessageOfAnotherTypeIsRefused() {
    var listener = Given.listener(Given.manager().build()).toBuilder();
    listener
        .getFilterChainsBuilder(0)
        .getFiltersBuilder(0)
        .setTypedConfig(Any.pack(StringValue.of("no")));
    Linked linked =
        Linker.link(
            Resources.builder().add(ResourceType.LISTENER, listener.build()).build(), Graph.EMPTY);
    assertThat(linked.rejections().get(0).cause()).contains("StringValue");
  }
}
