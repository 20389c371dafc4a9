package dev.weft.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalsTest {
  @Test
  void weftsCountersSayWhoAndWhy() {
    String stats =
        """
        server.uptime: 12
        weft_trust_refusals.client.expired: 9
        weft_trust_refusals.server.foreign_root: 3
        weft_trust_refusals.server.no_bundle: 0
        """;
    assertThat(Refusals.read("page", stats, true, "server"))
        .containsExactly(new Refusals("page", "server", "foreign_root", 3));
    assertThat(Refusals.read("page", stats, true, "client"))
        .singleElement()
        .extracting(Refusals::words)
        .isEqualTo(
            "page's proxy has refused a client 9 times: expired, the certificate is not valid any"
                + " more by the clock here; its access log says whose it was");
  }

  @Test
  void envoysCountersAreAddedUpOverClusters() {
    String stats =
        """
        cluster.outbound|80||a.example;.ssl.fail_verify_error: 2
        cluster.outbound|80||b.example;.ssl.fail_verify_error: 1
        cluster.outbound|80||b.example;.ssl.fail_verify_no_cert: 5
        listener.127.0.0.1_15006.ssl.fail_verify_san: 4
        """;
    assertThat(Refusals.read("page", stats, false, "server"))
        .containsExactly(new Refusals("page", "server", "fail_verify_error", 3));
    assertThat(Refusals.read("page", stats, false, "client"))
        .singleElement()
        .extracting(Refusals::words)
        .isEqualTo(
            "page's proxy has refused a client 4 times: ssl.fail_verify_san, and Envoy says no"
                + " more");
  }
}
