package dev.weft.graph.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Given;
import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.route.match.Paths;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RouterTest {
  private static Graph host(String routes) {
    return Given.graph("virtual_hosts { name: 'v' domains: '*' " + routes + " }");
  }

  private static String location(Decision decision) {
    return ((Decision.Reply) decision)
        .responseEdits().stream()
            .filter(edit -> edit.name().equals("location"))
            .map(HeaderEdit::value)
            .findFirst()
            .orElse("");
  }

  private static String edit(List<HeaderEdit> edits, String name) {
    return edits.stream()
        .filter(edit -> edit.name().equals(name))
        .map(edit -> edit.action() + ":" + edit.value())
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  @Test
  void routesAreTriedInOrderAndTheQueryIsNotPartOfThePath() {
    Graph graph =
        host(
            "routes { name: 'exact' match { path: '/a' } route { cluster: 'a' } }routes { name:"
                + " 'segments' match { path_separated_prefix: '/s' } route { cluster: 'a' } }routes"
                + " { name: 'regex' match { safe_regex { regex: '/r[0-9]+' } } route { cluster: 'a'"
                + " } }routes { name: 'case' match { prefix: '/CASE' case_sensitive { value: false"
                + " } } route { cluster: 'a' } }");
    assertThat(name(graph, "/a?x=1")).isEqualTo("exact");
    assertThat(name(graph, "/a/")).isEqualTo("none");
    assertThat(name(graph, "/s/x")).isEqualTo("segments");
    assertThat(name(graph, "/sx")).isEqualTo("none");
    assertThat(name(graph, "/r12?y")).isEqualTo("regex");
    assertThat(name(graph, "/r12/x")).isEqualTo("none");
    assertThat(name(graph, "/case/1")).isEqualTo("case");
  }

  private static String name(Graph graph, String path) {
    return Given.decide(graph, Given.get("x", path)).decidedBy().map(Route::name).orElse("none");
  }

  @Test
  void headersAndQueryParametersMustAllMatch() {
    Graph graph =
        host(
            "routes { match { prefix: '/' headers { name: 'End-User' string_match { exact: 'jason'"
                + " } } headers { name: 'x-no' present_match: true invert_match: true }"
                + " query_parameters { name: 'q' string_match { prefix: 'a%20b' } } } route {"
                + " cluster: 'b' } }");
    var good = Given.get("x", "/?z=1&q=a%20bc").with("end-user", "jason");
    assertThat(Given.decide(graph, good)).isInstanceOf(Forward.class);
    assertThat(Given.decide(graph, good.with("x-no", "1"))).isInstanceOf(Decision.Reply.class);
    assertThat(Given.decide(graph, Given.get("x", "/?q=b").with("end-user", "jason")))
        .isInstanceOf(Decision.Reply.class);
  }

  @Test
  void noRouteIs404WithItsFlag() {
    Decision.Reply reply = (Decision.Reply) Given.decide(host(""), Given.get("x", "/"));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.flags()).containsExactly(ResponseFlag.NR);
    assertThat(reply.details()).isEqualTo("route_not_found");
  }

  @Test
  void prefixAndRegexRewritesKeepTheQueryAndTellTheOriginalPath() {
    Graph graph =
        host(
            "routes { match { prefix: '/old' } route { cluster: 'a' prefix_rewrite: '/new'"
                + " host_rewrite_literal: 'h' } }routes { match { prefix: '/re' } route { cluster:"
                + " 'a' regex_rewrite { pattern { regex: '^/re/([a-z]+)' } substitution:"
                + " '/\\\\1/re$' } } }");
    Forward prefix = (Forward) Given.decide(graph, Given.get("x", "/old/1?q"));
    assertThat(prefix.path()).isEqualTo("/new/1?q");
    assertThat(prefix.authority()).isEqualTo("h");
    assertThat(edit(prefix.requestEdits(), "x-envoy-original-path")).isEqualTo("SET:/old/1?q");
    Forward regex = (Forward) Given.decide(graph, Given.get("x", "/re/abc/2?q"));
    assertThat(regex.path()).isEqualTo("/abc/re$/2?q");
  }

  @Test
  void redirectsReplaceWhatTheyNameAndKeepTheRest() {
    Graph graph =
        host(
            "routes { match { prefix: '/p' } redirect { prefix_rewrite: '/q' response_code: FOUND }"
                + " }routes { match { prefix: '/h' } redirect { https_redirect: true host_redirect:"
                + " 'other' port_redirect: 8443 path_redirect: '/z' strip_query: true } }routes {"
                + " match { prefix: '/s' } redirect { https_redirect: true } }");
    Decision found = Given.decide(graph, Given.get("x:8080", "/p/1?a=b"));
    assertThat(((Decision.Reply) found).status()).isEqualTo(302);
    assertThat(location(found)).isEqualTo("http://x:8080/q/1?a=b");
    assertThat(location(Given.decide(graph, Given.get("x", "/h?a"))))
        .isEqualTo("https://other:8443/z");
    assertThat(location(Given.decide(graph, Given.get("x:80", "/s?a")))).isEqualTo("https://x/s?a");
  }

  @Test
  void weightedClustersShareRequestsByWeight() {
    Graph graph =
        host(
            "routes { match { prefix: '/' } route { weighted_clusters { clusters { name: 'a' weight"
                + " { value: 90 } } clusters { name: 'b' weight { value: 10 }"
                + " request_headers_to_add { header { key: 'x-b' value: 'yes' } } } } } }");
    int b = 0;
    for (int i = 0; i < 10_000; i++) {
      Forward forward = (Forward) Given.decide(graph, Given.get("x", "/"), i);
      boolean isB = forward.cluster().name().equals("b");
      b += isB ? 1 : 0;
      assertThat(edit(forward.requestEdits(), "x-b")).isEqualTo(isB ? "APPEND:yes" : "");
    }
    // Five standard deviations around 1,000.
    assertThat(b).isBetween(850, 1_150);
  }

  @Test
  void faultsDelayAndAbortTheirShare() {
    Graph graph =
        host(
            "routes { match { prefix: '/' } route { cluster: 'a' } typed_per_filter_config { key:"
                + " 'envoy.filters.http.fault' value {"
                + " [type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault] { delay"
                + " { fixed_delay { seconds: 7 } percentage { numerator: 100 } } abort {"
                + " http_status: 555 percentage { numerator: 50 } } } } } }");
    int aborted = 0;
    for (int i = 0; i < 2_000; i++) {
      Decision decision = Given.decide(graph, Given.get("x", "/"), i);
      assertThat(decision.delayNanos()).isEqualTo(7_000_000_000L);
      if (decision instanceof Decision.Reply reply) {
        aborted++;
        assertThat(reply.status()).isEqualTo(555);
        assertThat(reply.routeCluster().map(Cluster::name)).contains("a");
        assertThat(reply.flags()).containsExactlyInAnyOrder(ResponseFlag.FI, ResponseFlag.DI);
      }
    }
    assertThat(aborted).isBetween(880, 1_120);
  }

  @Test
  void anAnswerOfOurOwnNamesTheClusterOfItsRouteAndNoOther() {
    Graph graph =
        host(
            "routes { match { prefix: '/direct' } direct_response { status: 204 } }"
                + "routes { match { prefix: '/gone' } route { cluster: 'gone' } }"
                + "routes { match { prefix: '/' } route { weighted_clusters { clusters { name: 'a'"
                + " weight { value: 50 } } clusters { name: 'b' weight { value: 50 } } } }"
                + " typed_per_filter_config { key: 'envoy.filters.http.fault' value {"
                + " [type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault] { abort"
                + " { http_status: 503 percentage { numerator: 100 } } } } } }");
    assertThat(Given.decide(graph, Given.get("x", "/direct")).routeCluster()).isEmpty();
    assertThat(Given.decide(graph, Given.get("x", "/gone")).routeCluster()).isEmpty();
    Set<String> named = new TreeSet<>();
    for (int i = 0; i < 100; i++) {
      Decision decision = Given.decide(graph, Given.get("x", "/"), i);
      assertThat(decision).isInstanceOf(Decision.Reply.class);
      named.add(decision.routeCluster().orElseThrow().name());
    }
    assertThat(named).containsExactly("a", "b");
  }

  @Test
  void preflightsOfAllowedOriginsAreAnswered() {
    Graph graph =
        host(
            "typed_per_filter_config { key: 'envoy.filters.http.cors' value {"
                + " [type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy] {"
                + " allow_origin_string_match { exact: 'https://ok' } allow_methods: 'GET' max_age:"
                + " '60' } } }routes { match { prefix: '/' } route { cluster: 'a' } }");
    var preflight =
        new Given.Request(
            "OPTIONS",
            "/",
            "x",
            Map.of("origin", "https://ok", "access-control-request-method", "GET"));
    Decision.Reply reply = (Decision.Reply) Given.decide(graph, preflight);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(edit(reply.responseEdits(), "access-control-allow-methods")).isEqualTo("SET:GET");
    Decision other = Given.decide(graph, preflight.with("origin", "https://bad"));
    assertThat(other).isInstanceOf(Forward.class);
    assertThat(edit(other.responseEdits(), "access-control-allow-origin")).isEmpty();
  }

  @Test
  void outsidersCannotSpeakForEnvoyAndRequestsGetAnId() {
    Graph graph =
        host("routes { match { prefix: '/' } route { cluster: 'a' timeout { seconds: 2 } } }");
    Forward forward =
        (Forward)
            Given.decide(
                graph,
                Given.get("x", "/")
                    .with("x-envoy-retry-on", "5xx")
                    .with("x-envoy-upstream-rq-timeout-ms", "1")
                    .with("x-b3-traceid", "1")
                    .with("traceparent", "2"));
    assertThat(edit(forward.requestEdits(), "x-envoy-retry-on")).isEqualTo("REMOVE:");
    assertThat(forward.timeouts().requestNanos()).isEqualTo(2_000_000_000L);
    assertThat(edit(forward.requestEdits(), "x-envoy-expected-rq-timeout-ms"))
        .isEqualTo("SET:2000");
    assertThat(forward.requestId())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(edit(forward.requestEdits(), "x-request-id"))
        .isEqualTo("SET:" + forward.requestId());
    assertThat(edit(forward.requestEdits(), "x-forwarded-proto")).isEqualTo("SET:http");
    assertThat(edit(forward.requestEdits(), "x-b3-traceid")).isEmpty();
    assertThat(edit(forward.requestEdits(), "x-forwarded-for")).isEmpty();
  }

  @Test
  void theEdgeNamesTheClientAndMakesItsOwnRequestId() {
    var manager =
        Given.manager().setUseRemoteAddress(com.google.protobuf.BoolValue.of(true)).build();
    Graph graph =
        Linker.link(
                Given.mesh(
                        manager,
                        Given.routes(
                            "virtual_hosts { name: 'v' domains: '*' routes { match { prefix: '/' }"
                                + " route { cluster: 'a' } } }"))
                    .build(),
                Graph.EMPTY)
            .orElseThrow();
    Forward forward =
        (Forward)
            Given.decide(
                graph,
                Given.get("x", "/")
                    .with("x-forwarded-for", "1.2.3.4")
                    .with("x-forwarded-proto", "https")
                    .with("x-request-id", "mine"));
    assertThat(edit(forward.requestEdits(), "x-forwarded-for")).isEqualTo("SET:1.2.3.4,10.9.9.9");
    assertThat(edit(forward.requestEdits(), "x-forwarded-proto")).isEqualTo("SET:http");
    assertThat(edit(forward.requestEdits(), "x-envoy-external-address")).isEqualTo("SET:10.9.9.9");
    assertThat(forward.requestId()).isNotEqualTo("mine");
  }

  @Test
  void unknownUpgradesAreIgnoredAndAllowedOnesGoOn() {
    var manager = Given.manager();
    manager.addUpgradeConfigsBuilder().setUpgradeType("websocket");
    Graph graph =
        Linker.link(
                Given.mesh(
                        manager.build(),
                        Given.routes(
                            "virtual_hosts { name: 'v' domains: '*' routes { match { prefix: '/' }"
                                + " route { cluster: 'a' } } }"))
                    .build(),
                Graph.EMPTY)
            .orElseThrow();
    var request = Given.get("x", "/").with("connection", "keep-alive, Upgrade");
    assertThat(((Forward) Given.decide(graph, request.with("upgrade", "WebSocket"))).upgrade())
        .isEqualTo("websocket");
    assertThat(((Forward) Given.decide(graph, request.with("upgrade", "h2c"))).upgrade()).isEmpty();
  }

  @Test
  void dotSegmentsAreResolvedWherePathsAreNormalised() {
    assertThat(Paths.normalize("/a/./b/../c")).isEqualTo("/a/c");
    assertThat(Paths.normalize("/a/%2e%2E/c")).isEqualTo("/c");
    assertThat(Paths.normalize("/../..")).isEqualTo("/");
    assertThat(Paths.normalize("/a\\b")).isEqualTo("/a/b");
    assertThat(Paths.normalize("/a%2Fb")).isEqualTo("/a%2Fb");
    assertThat(Paths.normalize("/a%00")).isNull();
    assertThat(Paths.mergeSlashes("//a///b/")).isEqualTo("/a/b/");
  }

  private static Graph managed(com.google.protobuf.Message.Builder manager, String routes) {
    return Linker.link(
            Given.mesh(
                    (io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3
                            .HttpConnectionManager)
                        manager.build(),
                    Given.routes("virtual_hosts { name: 'v' domains: 'x' " + routes + " }"))
                .build(),
            Graph.EMPTY)
        .orElseThrow();
  }

  @Test
  void theDotAtTheEndOfAHostGoesWhereItIsToGo() {
    String route = "routes { match { prefix: '/' } route { cluster: 'a' } }";
    Graph kept = managed(Given.manager(), route);
    assertThat(Given.decide(kept, Given.get("x.", "/"))).isInstanceOf(Decision.Reply.class);
    Graph stripped =
        managed(Given.manager().setStripTrailingHostDot(true).setStripAnyHostPort(true), route);
    assertThat(((Forward) Given.decide(stripped, Given.get("x.:80", "/"))).authority())
        .isEqualTo("x");
  }

  @Test
  void moreHeadersThanAllowedAreRefused() {
    var manager = Given.manager();
    manager
        .getCommonHttpProtocolOptionsBuilder()
        .setMaxHeadersCount(com.google.protobuf.UInt32Value.of(2));
    Graph graph = managed(manager, "routes { match { prefix: '/' } route { cluster: 'a' } }");
    var two = Given.get("x", "/").with("a", "1").with("b", "2");
    assertThat(Given.decide(graph, two)).isInstanceOf(Forward.class);
    assertThat(((Decision.Reply) Given.decide(graph, two.with("c", "3"))).status()).isEqualTo(431);
  }

  @Test
  void attemptsAreToldToWhomTheHostSays() {
    Graph graph =
        host(
            "include_attempt_count_in_response: true routes { match { prefix: '/' } route {"
                + " cluster: 'a' } }");
    Forward forward = (Forward) Given.decide(graph, Given.get("x", "/"));
    assertThat(forward.attemptCountInResponse()).isTrue();
    assertThat(forward.attemptCount()).isFalse();
  }
}
