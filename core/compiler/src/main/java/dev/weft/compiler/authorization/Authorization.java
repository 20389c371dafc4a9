package dev.weft.compiler.authorization;

import dev.weft.api.Resource;
import dev.weft.api.authorizationpolicy.AuthorizationPolicy;
import dev.weft.api.authorizationpolicy.AuthorizationRule;
import dev.weft.compiler.plan.AuthorizationPlan;
import dev.weft.compiler.plan.AuthorizationPlan.Action;
import dev.weft.compiler.plan.AuthorizationPlan.Gate;
import dev.weft.compiler.plan.AuthorizationPlan.Policy;
import dev.weft.compiler.plan.Permission;
import dev.weft.compiler.plan.Principal;
import dev.weft.world.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Plans the gates of a workload's chains from the policies that hold for it.
///
/// A policy with action CUSTOM asks somebody else. Weft asks nobody yet, so what matches one is
/// denied, as Istio does where the provider is unknown.
public final class Authorization {
  private static final String DRY_RUN = "istio.io/dry-run";
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final String UNASKED = "-deny-due-to-bad-CUSTOM-action";

  private final List<Resource<AuthorizationPolicy>> policies;
  private final Aliases aliases;

  private Authorization(View view) {
    this.policies =
        view.configuration()
            .authorizationPolicies()
            .of(view.node().namespace(), view.node().labels());
    this.aliases = new Aliases(view.mesh().identity());
  }

  /// What holds for the traffic to a node's workload, or through it where it is a gateway.
  public static AuthorizationPlan of(View view) {
    Authorization authorization = new Authorization(view);
    return authorization.policies.isEmpty()
        ? AuthorizationPlan.NONE
        : new AuthorizationPlan(
            authorization.gates(Seen.REQUESTS), authorization.gates(Seen.CONNECTIONS));
  }

  /// What a gate gets to see.
  private enum Seen {
    REQUESTS,
    CONNECTIONS
  }

  private List<Gate> gates(Seen seen) {
    List<Gate> gates = new ArrayList<>();
    gate(AuthorizationPolicy.Action.CUSTOM, Action.DENY, seen).ifPresent(gates::add);
    gate(AuthorizationPolicy.Action.AUDIT, Action.AUDIT, seen).ifPresent(gates::add);
    gate(AuthorizationPolicy.Action.DENY, Action.DENY, seen).ifPresent(gates::add);
    gate(AuthorizationPolicy.Action.ALLOW, Action.ALLOW, seen).ifPresent(gates::add);
    return gates;
  }

  private Optional<Gate> gate(AuthorizationPolicy.Action written, Action action, Seen seen) {
    List<Policy> enforced = new ArrayList<>();
    List<Policy> tried = new ArrayList<>();
    boolean enforces = false;
    boolean tries = false;
    for (Resource<AuthorizationPolicy> policy : policies) {
      if (policy.spec().action() == written) {
        boolean dry = TRUE.contains(policy.meta().annotation(DRY_RUN));
        enforces |= !dry;
        tries |= dry;
        (dry ? tried : enforced).addAll(rules(policy, action, seen));
      }
    }
    return enforces || tries
        ? Optional.of(
            new Gate(
                action,
                enforces ? Optional.of(enforced) : Optional.empty(),
                tries ? Optional.of(tried) : Optional.empty()))
        : Optional.empty();
  }

  private List<Policy> rules(Resource<AuthorizationPolicy> policy, Action action, Seen seen) {
    List<Policy> rules = new ArrayList<>();
    if (policy.spec().rules().isEmpty()) {
      rules.add(never(name(policy, 0)));
    }
    for (int i = 0; i < policy.spec().rules().size(); i++) {
      AuthorizationRule rule = policy.spec().rules().get(i);
      Callers callers = new Callers(aliases, policy.meta().namespace());
      List<List<Part<Principal>>> who = who(rule, callers);
      List<List<Part<Permission>>> what = what(rule);
      boolean unseen =
          seen == Seen.CONNECTIONS
              && (who.stream().flatMap(List::stream).anyMatch(part -> part.http())
                  || what.stream().flatMap(List::stream).anyMatch(part -> part.http()));
      if (unseen && action == Action.ALLOW) {
        continue; // Nobody can tell that the rule is fulfilled, so it allows nothing.
      }
      rules.add(
          new Policy(
              name(policy, i),
              what.stream().map(parts -> permission(parts, seen)).toList(),
              who.stream().map(parts -> principal(parts, seen)).toList()));
    }
    return rules;
  }

  private static Policy never(String name) {
    return new Policy(
        name,
        List.of(new Permission.Not(new Permission.Anything())),
        List.of(new Principal.Not(new Principal.Anybody())));
  }

  private static String name(Resource<AuthorizationPolicy> policy, int rule) {
    String name =
        "ns["
            + policy.meta().namespace()
            + "]-policy["
            + policy.meta().name()
            + "]-rule["
            + rule
            + "]";
    return policy.spec().action() == AuthorizationPolicy.Action.CUSTOM
        ? "istio-ext-authz-"
            + policy.spec().provider().map(provider -> provider.name() + "-").orElse("")
            + name
            + UNASKED
        : name;
  }

  /// For each source of a rule what must hold of the caller; one without conditions where no source
  /// is written.
  private static List<List<Part<Principal>>> who(AuthorizationRule rule, Callers callers) {
    List<Part<Principal>> always =
        rule.when().stream().flatMap(when -> callers.of(when).stream()).toList();
    List<List<Part<Principal>>> all = new ArrayList<>();
    for (AuthorizationRule.From from : rule.from()) {
      List<Part<Principal>> parts = new ArrayList<>();
      from.source().ifPresent(source -> parts.addAll(callers.of(source)));
      parts.addAll(always);
      all.add(said(parts));
    }
    return all.isEmpty() ? List.of(always) : all;
  }

  private static List<List<Part<Permission>>> what(AuthorizationRule rule) {
    List<Part<Permission>> always =
        rule.when().stream().flatMap(when -> Calls.of(when).stream()).toList();
    List<List<Part<Permission>>> all = new ArrayList<>();
    for (AuthorizationRule.To to : rule.to()) {
      List<Part<Permission>> parts = new ArrayList<>();
      to.operation().ifPresent(operation -> parts.addAll(Calls.of(operation)));
      parts.addAll(always);
      all.add(said(parts));
    }
    return all.isEmpty() ? List.of(always) : all;
  }

  private static <T> List<Part<T>> said(List<Part<T>> parts) {
    return parts.stream().filter(Part::says).toList();
  }

  /// Where only bytes are seen, what requests alone have is left out: a denial is then wider than
  /// written, never narrower.
  private static <T> List<Part<T>> seen(List<Part<T>> parts, Seen seen) {
    return switch (seen) {
      case REQUESTS -> parts;
      case CONNECTIONS -> parts.stream().filter(part -> !part.http()).toList();
    };
  }

  private static Permission permission(List<Part<Permission>> parts, Seen seen) {
    List<Permission> all = Part.all(seen(parts, seen), Permission.Not::new);
    return new Permission.All(all.isEmpty() ? List.of(new Permission.Anything()) : all);
  }

  private static Principal principal(List<Part<Principal>> parts, Seen seen) {
    List<Principal> all = Part.all(seen(parts, seen), Principal.Not::new);
    return new Principal.All(all.isEmpty() ? List.of(new Principal.Anybody()) : all);
  }
}
