package dev.weft.injection;

import java.util.Map;
import java.util.Set;

/// Decides whether a pod gets a proxy, by the labels of its namespace and its own, as Istio's
/// webhook does (Istio, "Installing the Sidecar", "Controlling the injection policy").
public final class Selection {
  private static final String INJECT = "sidecar.istio.io/inject";
  private static final String REVISION = "istio.io/rev";
  private static final String INJECTION = "istio-injection";
  private static final Set<String> SYSTEM =
      Set.of("kube-system", "kube-public", "kube-node-lease", "local-path-storage");

  private Selection() {}

  /// By the namespace's labels and the pod's.
  ///
  /// @param revision of the control plane that is asked
  public static Decision decide(
      PodTree pod, String namespace, Map<String, String> namespaceLabels, String revision) {
    if (SYSTEM.contains(namespace)) {
      return new Decision.Leave("pods of the namespace " + namespace + " are never injected");
    }
    Decision selected = selected(pod, namespace, namespaceLabels, revision);
    return selected instanceof Decision.Inject ? allowed(pod, selected) : selected;
  }

  /// When a person asks for it by hand: only the pod itself can refuse.
  public static Decision byHand(PodTree pod) {
    return allowed(pod, new Decision.Inject("it was asked for"));
  }

  private static Decision allowed(PodTree pod, Decision otherwise) {
    if (pod.hostNetwork()) {
      return new Decision.Leave("the pod has hostNetwork, whose traffic is the whole machine's");
    }
    if (refuses(pod)) {
      return new Decision.Leave("the pod says " + INJECT + ": \"false\"");
    }
    if (pod.annotations().containsKey(Injector.STATUS)) {
      return new Decision.Leave("the pod has a proxy already (" + Injector.STATUS + ")");
    }
    return otherwise;
  }

  private static boolean refuses(PodTree pod) {
    String label = pod.labels().getOrDefault(INJECT, "");
    String said = label.isEmpty() ? pod.annotations().getOrDefault(INJECT, "") : label;
    return said.equals("false") || said.equals("no") || said.equals("off");
  }

  private static Decision selected(
      PodTree pod, String namespace, Map<String, String> labels, String revision) {
    String injection = labels.getOrDefault(INJECTION, "");
    String wanted = labels.getOrDefault(REVISION, "");
    boolean usual = revision.equals(InjectionSettings.DEFAULT_REVISION);
    String of = "the namespace " + namespace + " has " + INJECTION + ": " + injection;
    if (injection.equals("enabled")) {
      return usual
          ? new Decision.Inject(of)
          : new Decision.Leave(of + ", which means the default revision, not " + revision);
    }
    if (!injection.isEmpty()) {
      return new Decision.Leave(of);
    }
    if (!wanted.isEmpty()) {
      String label = "the namespace " + namespace + " has " + REVISION + ": " + wanted;
      return wanted.equals(revision)
          ? new Decision.Inject(label)
          : new Decision.Leave(label + ", not " + revision);
    }
    return byPod(pod, namespace, revision);
  }

  private static Decision byPod(PodTree pod, String namespace, String revision) {
    String wanted = pod.labels().getOrDefault(REVISION, "");
    boolean usual = revision.equals(InjectionSettings.DEFAULT_REVISION);
    if (!wanted.isEmpty()) {
      String label = "the pod has " + REVISION + ": " + wanted;
      return wanted.equals(revision)
          ? new Decision.Inject(label)
          : new Decision.Leave(label + ", not " + revision);
    }
    if (pod.labels().getOrDefault(INJECT, "").equals("true")) {
      return usual
          ? new Decision.Inject("the pod has " + INJECT + ": \"true\"")
          : new Decision.Leave("the pod asks for the default revision, not " + revision);
    }
    return new Decision.Leave(
        "the namespace "
            + namespace
            + " has no "
            + INJECTION
            + " label; give it "
            + INJECTION
            + "=enabled, or the pod "
            + INJECT
            + "=true");
  }
}
