package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.peerauthentication.PeerAuthentication;
import dev.weft.model.Labels;
import dev.weft.model.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Resolves which mutual TLS mode holds for a workload's port: its own policy, else the
/// namespace's, else the mesh's, else PERMISSIVE; the oldest at each level, and UNSET inherits.
public final class PeerAuthentications {
  private final Map<String, List<Resource<PeerAuthentication>>> byNamespace = new HashMap<>();
  private final String root;

  /// A mode and what decided it; nothing when it is the default.
  public record Decided(MutualTls mode, Optional<Rule> rule) {}

  private PeerAuthentications(String root) {
    this.root = root;
  }

  public static PeerAuthentications of(List<Resource<PeerAuthentication>> resources, Mesh mesh) {
    PeerAuthentications all = new PeerAuthentications(mesh.rootNamespace());
    for (Resource<PeerAuthentication> resource : resources) {
      all.byNamespace
          .computeIfAbsent(resource.meta().namespace(), none -> new ArrayList<>())
          .add(resource);
    }
    return all;
  }

  /// The mode of a workload's port.
  public MutualTls mode(String namespace, Labels labels, int port) {
    return decide(namespace, labels, port).mode();
  }

  /// The mode of a workload's port, and the field that says so.
  public Decided decide(String namespace, Labels labels, int port) {
    Optional<Resource<PeerAuthentication>> own = ofWorkload(namespace, labels);
    Decided around =
        own.flatMap(policy -> written(policy, policy.spec().mtls(), "spec.mtls.mode"))
            .orElseGet(() -> decide(namespace));
    return own.flatMap(policy ->
            written(
                policy,
                Optional.ofNullable(policy.spec().portLevelMtls().get(port)),
                "spec.portLevelMtls." + port + ".mode"))
        .orElse(around);
  }

  /// The mode of a namespace as a whole.
  public Decided decide(String namespace) {
    return broad(namespace)
        .or(() -> broad(root))
        .orElse(new Decided(MutualTls.PERMISSIVE, Optional.empty()));
  }

  /// The ports that a workload's own policy speaks of, with their modes.
  public Map<Integer, MutualTls> ports(String namespace, Labels labels) {
    Map<Integer, MutualTls> ports = new TreeMap<>();
    ofWorkload(namespace, labels)
        .ifPresent(policy ->
            policy
                .spec()
                .portLevelMtls()
                .keySet()
                .forEach(port -> ports.put(port, mode(namespace, labels, port))));
    return ports;
  }

  private Optional<Resource<PeerAuthentication>> ofWorkload(String namespace, Labels labels) {
    return first(namespace, policy -> selects(policy, labels));
  }

  private static boolean selects(Resource<PeerAuthentication> policy, Labels labels) {
    return policy
        .spec()
        .selector()
        .filter(selector -> !selector.matchLabels().isEmpty())
        .map(selector -> labels.matches(Labels.of(selector.matchLabels())))
        .orElse(false);
  }

  private Optional<Decided> broad(String namespace) {
    return first(
            namespace,
            policy ->
                policy
                    .spec()
                    .selector()
                    .map(selector -> selector.matchLabels().isEmpty())
                    .orElse(true))
        .flatMap(policy -> written(policy, policy.spec().mtls(), "spec.mtls.mode"));
  }

  private Optional<Resource<PeerAuthentication>> first(
      String namespace, java.util.function.Predicate<Resource<PeerAuthentication>> wanted) {
    for (Resource<PeerAuthentication> policy : byNamespace.getOrDefault(namespace, List.of())) {
      if (wanted.test(policy)) {
        return Optional.of(policy);
      }
    }
    return Optional.empty();
  }

  private static Optional<Decided> written(
      Resource<PeerAuthentication> policy,
      Optional<dev.weft.api.peerauthentication.MutualTls> mtls,
      String path) {
    return mtls.flatMap(written ->
        switch (written.mode()) {
          case UNSET -> Optional.<Decided>empty();
          case DISABLE ->
              Optional.of(new Decided(MutualTls.DISABLE, Optional.of(policy.rule(path))));
          case PERMISSIVE ->
              Optional.of(new Decided(MutualTls.PERMISSIVE, Optional.of(policy.rule(path))));
          case STRICT -> Optional.of(new Decided(MutualTls.STRICT, Optional.of(policy.rule(path))));
        });
  }
}
