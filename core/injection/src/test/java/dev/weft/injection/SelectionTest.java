package dev.weft.injection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of Istio's webhook selectors, a row a test.
final class SelectionTest {
  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        labels.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return labels;
  }

  private static PodTree pod(String labels, boolean hostNetwork) {
    return PodTree.of(
        Trees.map(
            "metadata",
            Trees.map("labels", labels(labels)),
            "spec",
            hostNetwork ? Trees.map("hostNetwork", true) : Trees.map()));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # namespace labels,            pod labels,                    revision, injected, because
          '',                            '',                            default,  false,    no istio-injection label
          istio-injection=enabled,       '',                            default,  true,     istio-injection: enabled
          istio-injection=enabled,       sidecar.istio.io/inject=false, default,  false,    inject: "false"
          istio-injection=enabled,       '',                            canary,   false,    default revision
          istio-injection=disabled,      '',                            default,  false,    istio-injection: disabled
          istio-injection=disabled,      sidecar.istio.io/inject=true,  default,  false,    istio-injection: disabled
          istio.io/rev=canary,           '',                            canary,   true,     istio.io/rev: canary
          istio.io/rev=canary,           '',                            default,  false,    not default
          istio.io/rev=canary,           sidecar.istio.io/inject=false, canary,   false,    inject: "false"
          istio-injection=enabled;istio.io/rev=canary, '',              default,  true,     istio-injection: enabled
          istio-injection=enabled;istio.io/rev=canary, '',              canary,   false,    default revision
          '',                            sidecar.istio.io/inject=true,  default,  true,     inject: "true"
          '',                            sidecar.istio.io/inject=true,  canary,   false,    not canary
          '',                            istio.io/rev=canary,           canary,   true,     istio.io/rev: canary
          '',                            istio.io/rev=canary,           default,  false,    not default
          '',   istio.io/rev=canary;sidecar.istio.io/inject=false,      canary,   false,    inject: "false"
          """)
  void aPodIsSelectedByItsNamespaceAndItself(
      String namespace, String pod, String revision, boolean injected, String because) {
    Decision decision = Selection.decide(pod(pod, false), "shop", labels(namespace), revision);
    assertThat(decision instanceof Decision.Inject).as(decision.why()).isEqualTo(injected);
    assertThat(decision.why()).contains(because);
  }

  @ParameterizedTest
  @CsvSource({"kube-system", "kube-public", "kube-node-lease", "local-path-storage"})
  void theSystemsOwnPodsAreNeverInjected(String namespace) {
    Map<String, String> labels = Map.of("istio-injection", "enabled");
    assertThat(Selection.decide(pod("", false), namespace, labels, "default"))
        .isInstanceOf(Decision.Leave.class);
  }

  @ParameterizedTest
  @CsvSource({"true, hostNetwork", "false, it was asked for"})
  void byHandOnlyThePodItselfCanRefuse(boolean hostNetwork, String because) {
    Decision decision = Selection.byHand(pod("", hostNetwork));
    assertThat(decision instanceof Decision.Inject).isEqualTo(!hostNetwork);
    assertThat(decision.why()).contains(because);
  }

  @org.junit.jupiter.api.Test
  void aPodIsInjectedOnce() {
    PodTree once = Injector.inject(pod("", false), InjectionSettings.USUAL);
    assertThat(Selection.byHand(once).why()).contains("already");
  }
}
