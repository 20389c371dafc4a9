package dev.weft.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.explain.Hop;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ObservedTest {
  @Test
  void theFlagsOfALineAreToldOnceWithWhatTheyAreAbout() {
    LogLine line =
        LogLine.parse(
                "page",
                "[2026-11-21T03:23:44.837Z] \"GET / HTTP/1.1\" 503 UH no_healthy_upstream - \"-\""
                    + " 0 19 1 - \"-\" \"curl\" \"an-id\" \"absent:9080\" \"-\""
                    + " PassthroughCluster - 127.0.0.1:5 127.0.0.1:6 - allow_any")
            .orElseThrow();

    List<Hop> hops = Observed.outbound(line);

    assertThat(hops)
        .extracting(Hop::stage)
        .containsExactly(Hop.Stage.HOST, Hop.Stage.ROUTE, Hop.Stage.CLUSTER, Hop.Stage.VERDICT);
    assertThat(hops.subList(0, 3)).allMatch(hop -> hop.facts().isEmpty());
    assertThat(hops.getLast().facts()).containsExactly(new Hop.Fact("flags", "UH"));
  }
}
