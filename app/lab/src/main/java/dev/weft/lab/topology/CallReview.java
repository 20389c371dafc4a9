package dev.weft.lab.topology;

import dev.weft.api.schema.Findings;
import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Yaml;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Whether calls that are to succeed can: whether the name that they use has an address where the
/// caller is, and whether who is meant can be reached the way that is asked for.
final class CallReview {
  private static final String SUFFIX = "(\\.svc(\\.cluster\\.local)?)?";
  private static final Node NOTHING = new Node.Sequence(List.of(), new Position("", 1, 1));

  private final Lab lab;
  private final Directory names;
  private final Findings root;
  private final Function<String, Optional<String>> beside;

  /// @param beside reads a file of resources; empty for one that cannot be read
  CallReview(Lab lab, Function<String, Optional<String>> beside, Findings root) {
    this.lab = lab;
    this.beside = beside;
    this.names = new Directory(lab);
    this.root = root;
  }

  void review() {
    for (int i = 0; i < lab.expectations().size(); i++) {
      Expectation expectation = lab.expectations().get(i);
      if (expectation.expect() == Expectation.Verdict.OK) {
        Findings findings = root.at("expectations").at(i).at("call");
        expectation
            .from()
            .forEach(from -> call(findings, from, expectation.call(), expectation.peer()));
      }
    }
    for (int i = 0; i < lab.drills().size(); i++) {
      Drill drill = lab.drills().get(i);
      call(root.at("drills").at(i).at("call"), drill.from(), drill.call(), Optional.empty());
    }
  }

  private void call(Findings findings, String from, String call, Optional<String> peer) {
    Optional<Workload> caller = names.workload(from);
    Optional<Cluster> here = names.cluster(from.replaceFirst("/.*", ""));
    String host = call.replaceFirst("^[a-z]+://", "").replaceFirst("[:/].*", "");
    if (here.isEmpty()
        || caller.isEmpty()
        || host.isEmpty()
        || host.startsWith("{")
        || host.matches("[0-9.]+")) {
      return;
    }
    String name =
        host.replaceFirst(SUFFIX + "$", "")
            + (host.contains(".") ? "" : "." + caller.get().namespace());
    List<Workload> meant =
        lab.workloads().stream()
            .filter(one -> name.equals(one.app() + "." + one.namespace()))
            .toList();
    boolean meshed = names.injected(caller.get(), here.get());
    Set<Cluster> known = clusters(here.get(), meshed);
    boolean served =
        meant.stream().flatMap(one -> names.serviceOf(one).stream()).anyMatch(known::contains);
    if (!served && !written(known, meshed, name)) {
      absent(findings, from, host, meant, meshed);
    } else if (served && meshed) {
      unmeshed(findings, here.get(), host, meant, peer);
    }
  }

  /// Whose Services have names for a caller: those of its cluster, and in a mesh, which answers DNS
  /// there, all that the cluster's control plane knows.
  private Set<Cluster> clusters(Cluster here, boolean meshed) {
    Set<Cluster> known = new HashSet<>(Set.of(here));
    if (meshed) {
      names
          .controlPlaneOf(here)
          .ifPresent(plane -> {
            names.cluster(plane.home()).ifPresent(known::add);
            plane.reads().forEach(read -> names.cluster(read).ifPresent(known::add));
          });
    }
    return known;
  }

  /// Whether resources of some clusters have a Service of a name, or, for a caller in a mesh, a
  /// ServiceEntry. A file that cannot be read may have one.
  private boolean written(Set<Cluster> known, boolean meshed, String name) {
    return lab.resources().stream()
        .filter(one ->
            one.clusters().isEmpty()
                || known.stream().anyMatch(cluster -> one.clusters().contains(cluster.name())))
        .flatMap(one -> one.files().stream())
        .anyMatch(file ->
            beside
                .apply(file)
                .map(text ->
                    Yaml.read(file, text).stream()
                        .anyMatch(document -> names(document, meshed, name)))
                .orElse(true));
  }

  private static boolean names(Document document, boolean meshed, String name) {
    if (!(document instanceof Document.Read read)) {
      return true;
    }
    return switch (text(read.root(), "kind")) {
      case "Service" ->
          name.equals(
              text(read.root(), "metadata", "name")
                  + "."
                  + text(read.root(), "metadata", "namespace"));
      case "ServiceEntry" ->
          meshed
              && at(read.root(), "spec", "hosts") instanceof Node.Sequence hosts
              && hosts.items().stream()
                  .anyMatch(host -> text(host).replaceFirst(SUFFIX + "$", "").equals(name));
      default -> false;
    };
  }

  private static Node at(Node root, String... path) {
    Node node = root;
    for (String key : path) {
      node = node instanceof Node.Mapping map ? map.find(key).orElse(NOTHING) : NOTHING;
    }
    return node;
  }

  private static String text(Node root, String... path) {
    return at(root, path) instanceof Node.Scalar scalar ? scalar.text() : "";
  }

  private void absent(
      Findings findings, String from, String host, List<Workload> meant, boolean meshed) {
    String cluster = from.replaceFirst("/.*", "");
    String places =
        meant.stream()
            .flatMap(one -> names.serviceOf(one).stream())
            .map(Cluster::name)
            .distinct()
            .collect(Collectors.joining(", "));
    findings.warning(
        Problem.Code.UNREACHABLE,
        "the name '"
            + host
            + "' has no address for "
            + from
            + ": "
            + (places.isEmpty()
                ? "no cluster has such a Service"
                : "its Service is in " + places + " alone, which nobody there is told of"),
        places.isEmpty()
            ? "add a workload of that name, or write 'expect: fail' with 'reason: no-name'"
            : "add '"
                + cluster
                + "' to 'service' of the workload"
                + (meshed ? ", or let the control plane read " + places : ""));
  }

  private void unmeshed(
      Findings findings, Cluster here, String host, List<Workload> meant, Optional<String> peer) {
    for (Workload one : meant) {
      List<Cluster> bare =
          names.of(one).stream().filter(cluster -> !names.injected(one, cluster)).toList();
      boolean everywhere = bare.size() == names.of(one).size();
      boolean far = bare.stream().noneMatch(at -> names.network(at).equals(names.network(here)));
      if (bare.isEmpty() || !everywhere || !(far || peer.isPresent())) {
        continue;
      }
      findings.warning(
          Problem.Code.UNREACHABLE,
          "'"
              + host
              + "' stands for workload '"
              + one.name()
              + "', which has no sidecar: "
              + (far
                  ? "an east-west gateway passes mutual TLS through, and nobody there ends it"
                  : "its server sees plain text and no identity"),
          "remove 'injected: false' of the workload"
              + (far ? ", or expose it by 'type: LoadBalancer'" : ", or remove 'peer'"));
    }
  }
}
