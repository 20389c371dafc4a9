package dev.weft.lab.topology;

import dev.weft.api.schema.Findings;
import dev.weft.model.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether calls that are to succeed can: whether the name that they use has an address where the
/// caller is, and whether who is meant can be reached the way that is asked for.
final class CallReview {
  private static final String SUFFIX = "(\\.svc(\\.cluster\\.local)?)?";

  private final Lab lab;
  private final Directory names;
  private final Findings root;

  CallReview(Lab lab, Findings root) {
    this.lab = lab;
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
    if (meant.stream().flatMap(one -> names.serviceOf(one).stream()).noneMatch(known::contains)) {
      absent(findings, from, host, meant, meshed);
    } else if (meshed) {
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

  /// Resources that the file names may have a ServiceEntry for it; what they say is not known here.
  private void absent(
      Findings findings, String from, String host, List<Workload> meant, boolean meshed) {
    String cluster = from.replaceFirst("/.*", "");
    boolean mayBeWritten =
        meshed
            && lab.resources().stream()
                .anyMatch(one -> one.clusters().isEmpty() || one.clusters().contains(cluster));
    if (mayBeWritten) {
      return;
    }
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
