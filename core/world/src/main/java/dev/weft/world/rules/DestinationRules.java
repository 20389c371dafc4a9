package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.destinationrule.DestinationRule;
import dev.weft.api.destinationrule.LoadBalancerSettings;
import dev.weft.api.destinationrule.TrafficPolicy;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.world.registry.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds and merges the DestinationRules of a host.
///
/// Looked for in the client's namespace, then the service's, then the root namespace; the first
/// that has the host decides, and in it the most specific host.
public final class DestinationRules {
  private final Mesh mesh;
  private final Map<String, Level> byNamespace = new HashMap<>();

  /// The rules of one namespace, by host.
  private static final class Level {
    final Map<Host, List<Traffic>> exact = new HashMap<>();
    final TreeMap<Host, List<Traffic>> wildcards = new TreeMap<>();

    void add(Traffic traffic) {
      List<Traffic> same =
          (traffic.host().isWildcard() ? wildcards : exact)
              .computeIfAbsent(traffic.host(), none -> new ArrayList<>());
      for (int i = 0; i < same.size(); i++) {
        Traffic other = same.get(i);
        if (other.visibility().equals(traffic.visibility())
            && other.selector().equals(traffic.selector())) {
          same.set(i, other.merge(traffic));
          return;
        }
      }
      same.add(traffic);
    }

    /// The rules of the most specific host for which one of them is wanted.
    Optional<Traffic> find(Host host, java.util.function.Predicate<Traffic> wanted) {
      Optional<Traffic> found = first(exact.getOrDefault(host, List.of()), wanted);
      if (found.isPresent()) {
        return found;
      }
      for (Map.Entry<Host, List<Traffic>> wildcard : wildcards.entrySet()) {
        if (wildcard.getKey().covers(host)) {
          found = first(wildcard.getValue(), wanted);
          if (found.isPresent()) {
            return found;
          }
        }
      }
      return Optional.empty();
    }

    /// Rules with a selector come before those without.
    private static Optional<Traffic> first(
        List<Traffic> rules, java.util.function.Predicate<Traffic> wanted) {
      Optional<Traffic> any = Optional.empty();
      for (Traffic rule : rules) {
        if (wanted.test(rule)) {
          if (rule.selector().isPresent()) {
            return Optional.of(rule);
          }
          if (any.isEmpty()) {
            any = Optional.of(rule);
          }
        }
      }
      return any;
    }
  }

  private DestinationRules(Mesh mesh) {
    this.mesh = mesh;
  }

  public static DestinationRules of(List<Resource<DestinationRule>> resources, Mesh mesh) {
    DestinationRules rules = new DestinationRules(mesh);
    for (Resource<DestinationRule> resource : resources) {
      rules
          .byNamespace
          .computeIfAbsent(resource.meta().namespace(), none -> new Level())
          .add(traffic(resource, mesh));
    }
    return rules;
  }

  private static Traffic traffic(Resource<DestinationRule> resource, Mesh mesh) {
    DestinationRule rule = resource.spec();
    String namespace = resource.meta().namespace();
    List<Traffic.Part> parts = new ArrayList<>();
    for (int i = 0; i < rule.subsets().size(); i++) {
      parts.add(new Traffic.Part(rule.subsets().get(i), resource.key(), "spec.subsets[" + i + "]"));
    }
    Optional<Labels> selector =
        rule.workloadSelector()
            .map(labels -> Labels.of(labels.matchLabels()))
            .filter(labels -> !labels.isEmpty());
    return new Traffic(
        Names.host(rule.host(), namespace, mesh.domain()),
        namespace,
        rule.trafficPolicy(),
        parts,
        selector.isPresent()
            ? new Visibility.Only(Set.of(namespace))
            : Visibility.of(rule.exportTo(), namespace, mesh.destinationRuleExportTo()),
        selector,
        resource.key(),
        resource.key());
  }

  /// The namespaces whose clients may be told something else than those of any other.
  ///
  /// @see VirtualServices#singled()
  public Set<String> singled() {
    Set<String> all = new TreeSet<>(byNamespace.keySet());
    for (Level level : byNamespace.values()) {
      Stream.concat(level.exact.values().stream(), level.wildcards.values().stream())
          .flatMap(List::stream)
          .forEach(rule -> all.addAll(rule.visibility().named()));
    }
    return all;
  }

  /// Every selector of client workloads that a rule has.
  public Set<Labels> selectors() {
    Set<Labels> all = new HashSet<>();
    for (Level level : byNamespace.values()) {
      Stream.concat(level.exact.values().stream(), level.wildcards.values().stream())
          .flatMap(List::stream)
          .forEach(rule -> rule.selector().ifPresent(all::add));
    }
    return all;
  }

  /// Every label by which a rule prefers endpoints.
  public Set<String> compared() {
    Set<String> labels = new TreeSet<>();
    for (Level level : byNamespace.values()) {
      Stream.concat(level.exact.values().stream(), level.wildcards.values().stream())
          .flatMap(List::stream)
          .flatMap(rule ->
              Stream.concat(
                  rule.policy().stream(),
                  rule.subsets().stream().flatMap(part -> part.subset().trafficPolicy().stream())))
          .flatMap(DestinationRules::balancing)
          .flatMap(settings -> settings.localityLbSetting().stream())
          .flatMap(setting -> setting.failoverPriority().stream())
          .forEach(label -> labels.add(label.split("=", 2)[0]));
    }
    return labels;
  }

  private static Stream<LoadBalancerSettings> balancing(TrafficPolicy policy) {
    return Stream.concat(
        policy.loadBalancer().stream(),
        policy.portLevelSettings().stream().flatMap(port -> port.loadBalancer().stream()));
  }

  /// The rules that hold for a client's connections to a host.
  ///
  /// @param serviceNamespace the namespace of the service with that host
  public Optional<Traffic> find(
      Host host, String serviceNamespace, String clientNamespace, Labels client) {
    if (byNamespace.isEmpty()) {
      return Optional.empty();
    }
    boolean clientIsRoot = clientNamespace.equals(mesh.rootNamespace());
    Optional<Traffic> own =
        level(clientNamespace)
            .find(
                host,
                rule ->
                    rule.selector().map(client::matches).orElse(true)
                        && (!clientIsRoot || isPrivate(rule)));
    if (own.isPresent()) {
      return own;
    }
    Optional<Traffic> theirs =
        level(serviceNamespace).find(host, rule -> exported(rule, clientNamespace));
    return theirs.isPresent()
        ? theirs
        : level(mesh.rootNamespace()).find(host, rule -> exported(rule, clientNamespace));
  }

  private static boolean isPrivate(Traffic rule) {
    return rule.visibility() instanceof Visibility.Only only
        && only.namespaces().equals(Set.of(rule.namespace()));
  }

  private static boolean exported(Traffic rule, String namespace) {
    return rule.selector().isEmpty()
        && rule.visibility().includes(namespace)
        && (!isPrivate(rule) || rule.namespace().equals(namespace));
  }

  private Level level(String namespace) {
    return byNamespace.getOrDefault(namespace, new Level());
  }
}
