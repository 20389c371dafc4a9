package dev.weft.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Uplink;
import dev.weft.lab.topology.DataPlane;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.LabFile;
import org.junit.jupiter.api.Test;

class LinksTest {
  private static final Lab LAB =
      LabFile.parse(
              "lab.yaml",
              """
              name: demo
              summary: links
              networks: [{name: n1}, {name: n2}]
              clusters: [{name: east, network: n1}, {name: west, network: n2}]
              links:
                - {between: [n1, n2], latency: 40ms, jitter: 5ms, loss: 0.5, megabits: 8}
              """)
          .orElseThrow();

  private static final Layout LAYOUT = Layout.of(LAB, DataPlane.WEFT);

  @Test
  void aShapeIsWrittenAsTheProgramInTheLinkReadsIt() {
    assertThat(Links.shape(LAB.links().getFirst(), Uplink.addresses(LAYOUT, "n2")))
        .isEqualTo("40,5,0.500,8.000,172.29.0.10/32,172.30.2.0/24,172.31.20.0/24");
  }

  @Test
  void aLinkThatIsReplacedHasItsAddressAndWayOutAgain() {
    assertThat(Uplink.of(LAYOUT, "n2").orElseThrow().lines())
        .containsExactly(
            "addr add 172.29.0.10/30 dev uplink",
            "link set uplink up",
            "route add default via 172.29.0.9 metric 10");
    assertThat(Uplink.of(LAYOUT, "west/node1").orElseThrow().lines())
        .containsExactly(
            "addr add 172.30.2.2/30 dev uplink",
            "link set uplink up",
            "route add default via 172.30.2.1");
    assertThat(Uplink.of(LAYOUT, "nowhere")).isEmpty();
  }

  @Test
  void whatStandsInALinkIsTheLabsOwnAndGoesWithIt() {
    assertThat(Uplink.of(LAYOUT, "west/node1").orElseThrow().wire())
        .startsWith(Layout.prefix("demo"));
  }
}
