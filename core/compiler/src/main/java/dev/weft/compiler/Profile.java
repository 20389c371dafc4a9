package dev.weft.compiler;

import dev.weft.compiler.cluster.Topology;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.world.Capture;
import dev.weft.world.Node;
import dev.weft.world.Role;
import dev.weft.world.Scope;
import dev.weft.world.View;
import dev.weft.world.registry.Distribution;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Resolution;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All of a node that decides what it is told of others: nodes of one scope with equal profiles are
/// told the same.
///
/// @param selected which label selectors of rules choose it
/// @param own those of its addresses that headless services have as endpoints
/// @param metadata the entries that planning reads
/// @param place cluster and network, and the values of the labels that rules compare to choose
///   nearer endpoints
record Profile(
    String namespace,
    Role role,
    String domain,
    Locality locality,
    Set<Labels> selected,
    Set<String> own,
    Capture capture,
    Map<String, String> metadata,
    Place place) {
  private static final Set<String> READ =
      Set.of("UNPRIVILEGED_POD", "WEFT_ACCESS_LOG", "DNS_CAPTURE");

  /// @param networks those whose endpoints alone it asks to see
  /// @param compared labels by which endpoints are preferred
  /// @param families of its addresses
  record Place(
      String cluster,
      String network,
      Set<String> networks,
      Labels compared,
      Set<String> families) {}

  private record Compared(Set<String> labels) {}

  private record ComparedKey() {}

  private record Selectors(Set<Labels> all) {}

  private record Headless(Set<String> addresses) {}

  private record SelectorsKey() {}

  private record HeadlessKey(Scope scope) {}

  static Profile of(View view) {
    Node node = view.node();
    Set<Labels> selectors =
        view.scope()
            .derived(new SelectorsKey(), Selectors.class, scope -> new Selectors(selectors(scope)))
            .all();
    Set<String> headless =
        view.world()
            .derived(
                new HeadlessKey(view.scope()), Headless.class, () -> new Headless(headless(view)))
            .addresses();
    return new Profile(
        node.namespace(),
        node.role(),
        node.domain(),
        node.placement().locality(),
        selectors.stream().filter(node.labels()::matches).collect(Collectors.toUnmodifiableSet()),
        node.addresses().stream()
            .filter(headless::contains)
            .collect(Collectors.toUnmodifiableSet()),
        node.capture(),
        node.metadata().entrySet().stream()
            .filter(entry -> READ.contains(entry.getKey()))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new)),
        place(view));
  }

  private static Place place(View view) {
    Set<String> compared =
        view.scope()
            .derived(new ComparedKey(), Compared.class, scope -> new Compared(compared(scope)))
            .labels();
    TreeMap<String, String> values = new TreeMap<>();
    if (!compared.isEmpty()) {
      Topology.labels(view)
          .values()
          .forEach((key, value) -> {
            if (compared.contains(key)) {
              values.put(key, value);
            }
          });
    }
    Set<String> families = new TreeSet<>();
    for (String address : view.node().addresses()) {
      families.add(address.indexOf(':') >= 0 ? "IPv6" : "IPv4");
    }
    return new Place(
        view.cluster(), view.network(), view.node().networks(), Labels.of(values), families);
  }

  /// The labels by which a rule, a service or the mesh prefers endpoints.
  private static Set<String> compared(Scope scope) {
    Set<String> labels = new HashSet<>(scope.configuration().destinationRules().compared());
    scope
        .configuration()
        .mesh()
        .topology()
        .localities()
        .ifPresent(setting ->
            setting.failoverPriority().forEach(label -> labels.add(label.split("=", 2)[0])));
    if (scope.services().stream()
        .anyMatch(service -> service.distribution() == Distribution.SAME_NODE)) {
      labels.add(Topology.MACHINE);
    }
    return labels;
  }

  /// The same without what only listeners depend on: clusters need to know whether connections are
  /// redirected, not where listeners bind.
  Profile ofClusters() {
    return new Profile(
        namespace,
        role,
        domain,
        locality,
        selected,
        Set.of(),
        new Capture(
            capture.interception(),
            "",
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            0,
            Map.of()),
        Map.of(),
        place);
  }

  private static Set<Labels> selectors(Scope scope) {
    Set<Labels> all = new HashSet<>(scope.configuration().destinationRules().selectors());
    scope.egress().stream()
        .flatMap(egress -> egress.virtualServices().stream())
        .flatMap(routing ->
            Stream.of(
                    routing.http().stream()
                        .flatMap(rule -> rule.route().match().stream())
                        .map(match -> match.sourceLabels()),
                    routing.spec().tls().stream()
                        .flatMap(rule -> rule.match().stream())
                        .map(match -> match.sourceLabels()),
                    routing.spec().tcp().stream()
                        .flatMap(rule -> rule.match().stream())
                        .map(match -> match.sourceLabels()))
                .flatMap(labels -> labels))
        .filter(labels -> !labels.isEmpty())
        .forEach(labels -> all.add(Labels.of(labels)));
    return all;
  }

  private static Set<String> headless(View view) {
    Set<String> addresses = new HashSet<>();
    for (Service service : view.services()) {
      if (service.resolution() == Resolution.PASSTHROUGH) {
        for (ServicePort port : service.ports()) {
          List<Endpoint> endpoints = view.endpoints(service, port.number());
          endpoints.forEach(endpoint -> addresses.add(endpoint.address()));
        }
      }
    }
    return addresses;
  }
}
