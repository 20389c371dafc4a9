package dev.weft.injection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an injected pod says of its agent, for whoever runs pods without a kubelet.
///
/// @param capture the words of `weft capture apply` and its flags; empty when nothing is captured
/// @param agent the words of `weft agent`
/// @param variables the environment of the agent, with the pod's own facts in it
/// @param first whether the agent is to serve before the application starts
public record Sidecar(
    List<String> capture, List<String> agent, Map<String, String> variables, boolean first) {
  public Sidecar {
    capture = List.copyOf(capture);
    agent = List.copyOf(agent);
    variables = Map.copyOf(variables);
  }

  /// What only the platform knows of a pod.
  ///
  /// @param addresses the first one first
  public record Facts(
      String name, String namespace, String serviceAccount, List<String> addresses) {
    public Facts {
      addresses = List.copyOf(addresses);
    }

    private String field(String path) {
      return switch (path) {
        case "metadata.name" -> name;
        case "metadata.namespace" -> namespace;
        case "status.podIP" -> String.join(",", addresses);
        case "spec.serviceAccountName" -> serviceAccount;
        default -> "";
      };
    }
  }

  /// Reads an injected pod; empty when it has no proxy.
  public static Optional<Sidecar> of(PodTree pod, Facts facts) {
    Map<String, Object> proxy = pod.container(Injector.PROXY);
    if (proxy.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    for (Map<String, Object> each : Trees.mappings(proxy, "env")) {
      Map<String, Object> from = Trees.mapping(each.getOrDefault("valueFrom", Map.of()));
      Map<String, Object> reference = Trees.mapping(from.getOrDefault("fieldRef", Map.of()));
      variables.put(
          Trees.text(each, "name"),
          reference.isEmpty()
              ? Trees.text(each, "value")
              : facts.field(Trees.text(reference, "fieldPath")));
    }
    boolean goesOn = Trees.text(proxy, "restartPolicy").equals("Always");
    boolean held =
        Trees.mapping(proxy.getOrDefault("lifecycle", Map.of())).containsKey("postStart");
    return Optional.of(
        new Sidecar(
            words(pod.container(Injector.CAPTURE)), words(proxy), variables, goesOn || held));
  }

  private static List<String> words(Map<String, Object> container) {
    List<String> words = new ArrayList<>();
    if (container.get("args") instanceof List<?> list) {
      list.forEach(word -> words.add(String.valueOf(word)));
    }
    return words;
  }
}
