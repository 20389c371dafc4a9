package dev.weft.graph.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.match.Metadata;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ChainsTest {
  private static final Hint PLAIN_HTTP =
      new Hint("", List.of(), Hint.Transport.RAW, Hint.Detected.HTTP1);

  private static Chain chain(String name, ChainMatch match) {
    return new Chain(
        name,
        match,
        Optional.empty(),
        new TcpTerminal(
            "",
            List.of(),
            1,
            Duration.ZERO,
            Duration.ZERO,
            false,
            Optional.empty(),
            List.of(),
            List.of()),
        Duration.ZERO,
        Metadata.NONE);
  }

  private static ChainMatch match(
      int port,
      List<String> destinations,
      List<String> names,
      String transport,
      List<String> alpn) {
    return new ChainMatch(
        port,
        destinations,
        names,
        transport,
        alpn,
        List.of(),
        ChainMatch.Source.ANY,
        List.of(),
        List.of());
  }

  private static Arrival to(String host, int port) {
    InetSocketAddress there = new InetSocketAddress(host, port);
    return new Arrival(
        new InetSocketAddress("10.0.0.1", 15006), new InetSocketAddress("10.9.9.9", 4), there);
  }

  private static String find(Chains chains, Arrival arrival, Hint hint) {
    return chains.find(arrival, hint).map(Chain::name).orElse("none");
  }

  private static Hint tls(String name, String... alpn) {
    return new Hint(name, List.of(alpn), Hint.Transport.TLS, Hint.Detected.NONE);
  }

  /// A permissive inbound listener as istiod builds it.
  @Test
  void mutualTlsAndPlainTextAreToldApart() {
    List<String> istio = List.of("istio-http/1.0", "istio-http/1.1", "istio-h2");
    Chains chains =
        new Chains(
            List.of(
                chain("mtls-http", match(9080, List.of(), List.of(), "tls", istio)),
                chain(
                    "http",
                    match(9080, List.of(), List.of(), "raw_buffer", List.of("http/1.1", "h2c"))),
                chain(
                    "mtls-tcp",
                    match(
                        9080,
                        List.of(),
                        List.of(),
                        "tls",
                        List.of("istio-peer-exchange", "istio"))),
                chain("tcp", match(9080, List.of(), List.of(), "raw_buffer", List.of())),
                chain("tls", match(9080, List.of(), List.of(), "tls", List.of()))),
            Optional.of(chain("rest", ChainMatch.ANY)));
    Arrival arrival = to("10.0.0.1", 9080);
    assertThat(find(chains, arrival, tls("x", "istio-http/1.1", "istio"))).isEqualTo("mtls-http");
    assertThat(find(chains, arrival, tls("x", "istio"))).isEqualTo("mtls-tcp");
    assertThat(find(chains, arrival, tls("x", "h2"))).isEqualTo("tls");
    assertThat(find(chains, arrival, PLAIN_HTTP)).isEqualTo("http");
    assertThat(find(chains, arrival, Hint.NONE)).isEqualTo("tcp");
    assertThat(find(chains, to("10.0.0.1", 1), PLAIN_HTTP)).isEqualTo("rest");
  }

  @Test
  void theLongestPrefixAndTheMostSpecificNameWinAndThereIsNoWayBack() {
    Chains chains =
        new Chains(
            List.of(
                chain("wide", match(0, List.of("10.0.0.0/8"), List.of(), "", List.of())),
                chain(
                    "narrow",
                    match(0, List.of("10.1.0.0/16"), List.of("a.example"), "", List.of())),
                chain(
                    "narrow-any",
                    match(0, List.of("10.1.0.0/16"), List.of("*.example"), "", List.of()))),
            Optional.empty());
    assertThat(find(chains, to("10.2.0.1", 1), Hint.NONE)).isEqualTo("wide");
    assertThat(find(chains, to("10.1.0.1", 1), tls("a.example"))).isEqualTo("narrow");
    assertThat(find(chains, to("10.1.0.1", 1), tls("b.c.example"))).isEqualTo("narrow-any");
    assertThat(find(chains, to("10.1.0.1", 1), tls("other"))).isEqualTo("none");
  }

  @Test
  void chainsThatCannotBeToldApartAreRefused() {
    List<Chain> twice = List.of(chain("a", ChainMatch.ANY), chain("b", ChainMatch.ANY));
    assertThatThrownBy(() -> new Chains(twice, Optional.empty()))
        .isInstanceOf(Chains.ConflictException.class)
        .hasMessageContaining("'b'");
  }
}
