package dev.weft.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.graph.route.Decision;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Resources whose bytes were damaged at random are linked or refused, and requests decided,
/// without an exception or a defect.
final class LinkerMutationTest {
  private static final String RICH =
      """
      virtual_hosts { name: 'v' domains: 'a.example' domains: '*.example' require_tls: EXTERNAL_ONLY
        retry_policy { retry_on: '5xx,connect-failure' num_retries { value: 2 } per_try_timeout { seconds: 1 } }
        request_headers_to_add { header { key: 'x-a' value: '%REQ(x-b?x-c):3%' } append_action: ADD_IF_ABSENT }
        routes { match { path: '/one' headers { name: 'x' range_match { start: 1 end: 5 } }
                         query_parameters { name: 'q' string_match { prefix: 'p' } } }
                 route { weighted_clusters { clusters { name: 'a' weight { value: 3 } } clusters { name: 'b' weight { value: 1 } } }
                         prefix_rewrite: '/uno' timeout { seconds: 3 } hash_policy { cookie { name: 'c' ttl { seconds: 5 } } } } }
        routes { match { safe_regex { regex: '/(a|b)+' } } redirect { host_redirect: 'h' regex_rewrite { pattern { regex: '/(.*)' } substitution: '/x/\\\\1' } } }
        routes { match { path_separated_prefix: '/d' } direct_response { status: 418 body { inline_string: 'tea' } } }
        routes { match { prefix: '/' } route { cluster: 'a' host_rewrite_literal: 'z' request_mirror_policies { cluster: 'b' } } } }
      virtual_hosts { name: 'w' domains: '*' routes { match { prefix: '/' } route { cluster_header: 'x-cluster' } } }
      """;

  @Test
  void damagedResourcesAreLinkedOrRefusedButNeverBreakTheLinker() {
    Resources good =
        Given.mesh(
                Given.manager().setNormalizePath(com.google.protobuf.BoolValue.of(true)).build(),
                Given.routes(RICH))
            .build();
    Graph graph = Linker.link(good, Graph.EMPTY).orElseThrow();
    SplittableRandom random = new SplittableRandom(42);
    int damaged = 0;
    int refused = 0;
    for (int round = 0; round < 4_000; round++) {
      Resources.Builder bad = good.toBuilder();
      for (ResourceType type : ResourceType.values()) {
        for (XdsResource resource : good.of(type).values()) {
          byte[] bytes = resource.message().toByteArray();
          int changes = 1 + random.nextInt(3);
          for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          }
          try {
            bad.add(
                XdsResource.received(
                    type,
                    resource.name(),
                    "damaged-" + round,
                    type.parse(ByteString.copyFrom(bytes))));
            damaged++;
          } catch (InvalidProtocolBufferException notEvenAMessage) {
            // Refused before the linker sees it.
            continue;
          }
        }
      }
      Linked linked = Linker.link(bad.build(), graph);
      refused += linked.rejections().size();
      assertThat(linked.rejections()).noneMatch(rejection -> rejection.cause().contains("defect"));
      graph = linked.graph();
      if (graph.listener("in").isPresent()) {
        try {
          assertThat(Given.decide(graph, Given.get("b.example", "/one/%2e./two?q=p&x#f"), round))
              .isInstanceOf(Decision.class);
        } catch (java.util.NoSuchElementException noChainTakesIt) {
          assertThat(noChainTakesIt).hasMessageContaining("No value present");
        } catch (ClassCastException tcp) {
          throw new AssertionError("the listener turned into TCP", tcp);
        }
      }
    }
    assertThat(damaged).isGreaterThan(5_000);
    assertThat(refused).isGreaterThan(500);
  }
}
