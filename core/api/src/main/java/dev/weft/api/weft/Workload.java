package dev.weft.api.weft;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a workload of a laptop mesh is started, or where it already listens (Weft's own kind).
/// Replicas absent means one.
public record Workload(
    String serviceAccount,
    List<String> command,
    String workingDirectory,
    Map<String, String> environment,
    List<WorkloadPort> ports,
    Optional<Readiness> readiness,
    Optional<Integer> replicas,
    boolean gateway)
    implements Spec, Verified {
  public Workload {
    command = List.copyOf(command);
    environment = Ordered.copyOf(environment);
    ports = List.copyOf(ports);
  }

  @Override
  public void verify(Findings findings) {
    boolean listens = ports.stream().anyMatch(port -> port.listen().isPresent());
    if (gateway && !command.isEmpty()) {
      findings.at("command").conflict("a gateway runs no program", "remove 'command'");
    }
    if (!gateway && command.isEmpty() && !listens && !ports.isEmpty()) {
      findings.missing(
          "nothing says how the workload starts or where it listens",
          "write 'command', or 'listen' for its ports");
    }
    replicas.ifPresent(count -> Expect.notNegative(findings.at("replicas"), count));
    Expect.distinct(findings.at("ports"), ports.stream().map(WorkloadPort::port).toList());
    environment
        .keySet()
        .forEach(name -> {
          if (name.isEmpty() || name.contains("=")) {
            findings
                .at("environment")
                .key(name)
                .invalid("'" + name + "' is not the name of a variable", "rename it");
          }
        });
  }
}
