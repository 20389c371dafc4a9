package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void aWildcardHostCoversWhatEndsLikeIt() {
    Host wild = new Host("*.example.com");
    assertThat(wild.covers(new Host("A.example.com."))).isTrue();
    assertThat(wild.covers(new Host("*.b.example.com"))).isTrue();
    assertThat(wild.covers(new Host("example.com"))).isFalse();
    assertThat(new Host("a.example.com").covers(wild)).isFalse();
    assertThat(Host.ANY.covers(new Host("x"))).isTrue();
    assertThat(Host.ANY.covers(Host.ANY)).isTrue();
  }

  @Test
  void moreSpecificHostsSortFirst() {
    assertThat(
            List.of(new Host("*"), new Host("*.com"), new Host("*.a.com"), new Host("b.com"))
                .stream()
                .sorted()
                .map(Host::name))
        .containsExactly("b.com", "*.a.com", "*.com", "*");
  }

  @Test
  void anIdentityIsASpiffeIdWithNamespaceAndServiceAccount() {
    assertThat(Identity.parse("spiffe://cluster.local/ns/default/sa/reviews"))
        .hasValue(new Identity(TrustDomain.CLUSTER_LOCAL, "default", "reviews"));
    assertThat(Identity.parse("spiffe://cluster.local/ns/default/sa/reviews/x")).isEmpty();
    assertThat(Identity.parse("spiffe://Bad Domain/ns/a/sa/b")).isEmpty();
    assertThat(Identity.parse("https://cluster.local/ns/default/sa/reviews")).isEmpty();
    assertThatThrownBy(() -> new TrustDomain("UPPER")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRuleReadsBackWhatItPrints() {
    Rule rule = new Rule(new ResourceKey("VirtualService", "default", "reviews"), "spec.http[1]");
    assertThat(Rule.parse(rule.toString())).isEqualTo(rule);
    Rule whole = new Rule(new ResourceKey("Namespace", "", "a"), "");
    assertThat(Rule.parse(whole.toString())).isEqualTo(whole);
  }

  @Test
  void protocolsAreDeclaredByAppProtocolThenNameThenKnownPort() {
    assertThat(Protocol.declared("", "http-web", 80)).isEqualTo(Protocol.HTTP);
    assertThat(Protocol.declared("grpc", "http", 80)).isEqualTo(Protocol.GRPC);
    assertThat(Protocol.declared("", "grpc-web-x", 80)).isEqualTo(Protocol.GRPC_WEB);
    assertThat(Protocol.declared("", "", 3306)).isEqualTo(Protocol.TCP);
    assertThat(Protocol.declared("", "web", 9080)).isEqualTo(Protocol.UNSPECIFIED);
  }

  @Test
  void labelsSelectBySubset() {
    Labels labels = Labels.of(Map.of("app", "a", "version", "v1"));
    assertThat(labels.matches(Labels.of(Map.of("app", "a")))).isTrue();
    assertThat(labels.matches(Labels.NONE)).isTrue();
    assertThat(labels.matches(Labels.of(Map.of("app", "b")))).isFalse();
  }

  @Test
  void aRefusalNeedsAnError() {
    Problem remark = Problem.warning(Problem.Code.DEPRECATED, "x", "old", "use y");
    assertThat(Checked.of("v", List.of(remark)).remarks()).containsExactly(remark);
    assertThatThrownBy(() -> new Checked.Invalid<>(List.of(remark)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
