package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.authorizationpolicy.AuthorizationPolicy;
import dev.weft.api.selection.PolicyTargetReference;
import dev.weft.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the AuthorizationPolicies that hold for a workload: those of the root namespace and of its
/// own, where the selector or a target chooses it. All of them count; none shadows another.
public final class AuthorizationPolicies {
  /// The label that the proxies of a Gateway API Gateway carry, with the Gateway's name.
  private static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

  private final Map<String, List<Resource<AuthorizationPolicy>>> byNamespace = new HashMap<>();
  private final String root;

  private AuthorizationPolicies(String root) {
    this.root = root;
  }

  public static AuthorizationPolicies of(List<Resource<AuthorizationPolicy>> resources, Mesh mesh) {
    AuthorizationPolicies all = new AuthorizationPolicies(mesh.rootNamespace());
    for (Resource<AuthorizationPolicy> resource : resources) {
      all.byNamespace
          .computeIfAbsent(resource.meta().namespace(), none -> new ArrayList<>())
          .add(resource);
    }
    return all;
  }

  /// The policies for a workload, those of the root namespace first, the oldest first in each.
  public List<Resource<AuthorizationPolicy>> of(String namespace, Labels labels) {
    List<Resource<AuthorizationPolicy>> found = new ArrayList<>();
    for (String place : namespace.equals(root) ? List.of(root) : List.of(root, namespace)) {
      for (Resource<AuthorizationPolicy> policy : byNamespace.getOrDefault(place, List.of())) {
        if (chooses(policy, namespace, labels)) {
          found.add(policy);
        }
      }
    }
    return found;
  }

  private static boolean chooses(
      Resource<AuthorizationPolicy> policy, String namespace, Labels labels) {
    AuthorizationPolicy spec = policy.spec();
    List<PolicyTargetReference> targets = new ArrayList<>(spec.targetRefs());
    spec.targetRef().ifPresent(targets::add);
    if (targets.isEmpty()) {
      return spec.selector()
          .map(selector -> labels.matches(Labels.of(selector.matchLabels())))
          .orElse(true);
    }
    return policy.meta().namespace().equals(namespace)
        && targets.stream()
            .anyMatch(target ->
                target.kind().equals("Gateway")
                    && target.group().equals("gateway.networking.k8s.io")
                    && target.name().equals(labels.value(GATEWAY_NAME)));
  }
}
