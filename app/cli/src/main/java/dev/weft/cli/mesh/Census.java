package dev.weft.cli.mesh;

import dev.weft.api.Resource;
import dev.weft.api.weft.Workload;
import dev.weft.api.weft.WorkloadPort;
import dev.weft.model.Checked;
import dev.weft.model.Labels;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Counts the members of a mesh: every replica of every Workload, and the ingress gateway where
/// Gateways want one that nobody describes.
public final class Census {
  /// The gateway's name, as everywhere.
  public static final String GATEWAY = "istio-ingressgateway";

  /// The gateway's namespace, as everywhere.
  public static final String GATEWAY_NAMESPACE = "istio-system";

  private static final Labels GATEWAY_LABELS =
      Labels.of(Map.of("app", GATEWAY, "istio", "ingressgateway"));
  private static final int REPLICAS_LIMIT = 100;

  private final List<Problem> problems = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final Served served;
  private final int block;

  private Census(Served served, int block) {
    this.served = served;
    this.block = block;
  }

  /// The members in the order in which they start: the gateway first, then as written.
  public static Checked<List<Member>> of(Served served, int block) {
    Census census = new Census(served, block);
    List<Resource<Workload>> workloads = served.of(Workload.class);
    if (census.wantsGateway(workloads)) {
      census.add(
          GATEWAY,
          new Described(
              GATEWAY, GATEWAY_NAMESPACE, GATEWAY_LABELS, GATEWAY, List.of(), Position.NONE));
    }
    Set<String> ambiguous = ambiguous(workloads);
    workloads.forEach(workload -> census.count(workload, ambiguous));
    return Checked.of(census.members, census.problems);
  }

  private boolean wantsGateway(List<Resource<Workload>> workloads) {
    boolean described = workloads.stream().anyMatch(workload -> workload.spec().gateway());
    return !described
        && served.gateways().stream()
            .anyMatch(gateway -> GATEWAY_LABELS.matches(Labels.of(gateway.spec().selector())));
  }

  /// Names that occur in more than one namespace, and so need it to be told apart.
  private static Set<String> ambiguous(List<Resource<Workload>> workloads) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (Resource<Workload> workload : workloads) {
      if (!seen.add(workload.meta().name())) {
        twice.add(workload.meta().name());
      }
    }
    return twice;
  }

  private void count(Resource<Workload> resource, Set<String> ambiguous) {
    Workload spec = resource.spec();
    String name = resource.meta().name();
    String base = ambiguous.contains(name) ? name + "." + resource.meta().namespace() : name;
    int replicas = spec.replicas().orElse(1);
    if (replicas < 0 || replicas > REPLICAS_LIMIT) {
      refuse(resource, "spec.replicas", replicas + " replicas", "use 0 to " + REPLICAS_LIMIT);
      return;
    }
    boolean listens =
        !spec.ports().isEmpty() && spec.ports().stream().allMatch(p -> p.listen().isPresent());
    if (spec.command().isEmpty() && !spec.gateway() && !listens) {
      refuse(
          resource,
          "spec.command",
          "nothing says how to start it",
          "add a command, or a listen address to each port if it runs already");
      return;
    }
    for (int i = 0; i < spec.ports().size(); i++) {
      Optional<String> listen = spec.ports().get(i).listen();
      if (listen.isPresent() && !listen.get().matches("[^:]+:[0-9]{1,5}")) {
        refuse(
            resource,
            "spec.ports[" + i + "].listen",
            "'" + listen.get() + "' is not an address",
            "write it as 127.0.0.1:9080");
        return;
      }
    }
    for (int i = 1; i <= replicas; i++) {
      add(
          replicas == 1 ? base : base + "-" + i,
          new Described(
              name,
              resource.meta().namespace(),
              resource.meta().labels(),
              spec.serviceAccount().isEmpty() ? "default" : spec.serviceAccount(),
              List.of(resource),
              resource.position("metadata.name")));
    }
  }

  private record Described(
      String workload,
      String namespace,
      Labels labels,
      String serviceAccount,
      List<Resource<Workload>> resource,
      Position written) {}

  private void add(String name, Described what) {
    if (members.size() >= Addresses.LIMIT) {
      return;
    }
    Addresses addresses = new Addresses(block, members.size() + 1);
    Optional<Workload> spec = what.resource().stream().findFirst().map(Resource::spec);
    List<Member.Port> ports = new ArrayList<>();
    spec.ifPresent(workload -> {
      for (WorkloadPort port : workload.ports()) {
        String target = port.listen().orElse(addresses.app() + ":" + port.port());
        ports.add(new Member.Port(port.name(), port.port(), target));
      }
    });
    members.add(
        new Member(
            name,
            what.workload(),
            what.namespace(),
            what.labels(),
            what.serviceAccount(),
            addresses,
            spec.filter(workload -> !workload.command().isEmpty())
                .map(workload -> app(what.resource().getFirst(), workload)),
            ports,
            spec.flatMap(Workload::readiness),
            spec.map(Workload::gateway).orElse(true) ? Member.Role.GATEWAY : Member.Role.SIDECAR,
            what.written()));
  }

  private Member.App app(Resource<Workload> resource, Workload spec) {
    // A program is named relative to the file that names it, so that a directory can be moved.
    Path file = served.directory();
    for (Path base : List.of(Path.of("").toAbsolutePath(), served.directory())) {
      Path candidate = base.resolve(resource.origin().file()).normalize();
      if (java.nio.file.Files.isRegularFile(candidate) && candidate.getParent() != null) {
        file = candidate.getParent();
        break;
      }
    }
    return new Member.App(
        spec.command(), file.resolve(spec.workingDirectory()).normalize(), spec.environment());
  }

  private void refuse(Resource<?> resource, String path, String cause, String remedy) {
    problems.add(
        Problem.error(Problem.Code.INVALID_VALUE, path, cause, remedy)
            .of(resource.key())
            .at(resource.position(path)));
  }

  /// The variables that a program inherits: those of this process, then its own.
  public static Map<String, String> environment(Map<String, String> inherited, Member member) {
    Map<String, String> all = new TreeMap<>(inherited);
    all.putAll(member.variables());
    return all;
  }
}
