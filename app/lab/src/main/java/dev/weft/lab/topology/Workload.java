package dev.weft.lab.topology;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.lab.fault.Offset;
import dev.weft.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pods that run the same program, and the Service in front of them.
///
/// @param clusters where it runs; absent for all
/// @param labels beside `app: NAME`, which can be replaced
/// @param serviceAccount absent for one of the workload's own name
/// @param run the lab's own program; not used when there is a command
/// @param command a program of the user's, run as an ordinary user in the pod
/// @param environment variables of the program
/// @param ports of the Service; absent for those of the lab's own program
/// @param replicas in each cluster, spread over its nodes
/// @param node the node that every replica runs on; absent for any
/// @param injected whether its pods have a sidecar; absent for: when the cluster is part of a mesh
/// @param proxy absent for what the command line says
/// @param annotations of its pods, such as those of traffic capture
/// @param service which clusters have a Service for it; absent for those where it runs
/// @param type of the Service
/// @param tokenLife how long the token is valid that its pods prove themselves with to the
///   certificate authority
/// @param clock what the clock of its agents and proxies is off by, such as `+2h`; empty for none
public record Workload(
    @Required String name,
    List<String> clusters,
    @Default("shop") String namespace,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<String> serviceAccount,
    @Default("echo") Program run,
    List<String> command,
    Map<String, String> environment,
    List<Port> ports,
    @Default("1") int replicas,
    Optional<String> node,
    Optional<Boolean> injected,
    Optional<DataPlane> proxy,
    Optional<List<String>> service,
    ServiceType type,
    @Default("12h") Duration tokenLife,
    String clock)
    implements Verified {
  /// What a pod needs until it has asked, on a machine where many start.
  private static final Duration SHORTEST_TOKEN = Duration.ofMinutes(5);

  /// How a Service can be reached.
  public enum ServiceType {
    @Field("ClusterIP")
    CLUSTER_IP("ClusterIP"),
    @Field("LoadBalancer")
    LOAD_BALANCER("LoadBalancer"),
    @Field("NodePort")
    NODE_PORT("NodePort"),
    /// Without an address of its own: the name stands for the pods.
    @Field("headless")
    HEADLESS("ClusterIP");

    private final String written;

    ServiceType(String written) {
      this.written = written;
    }

    /// As Kubernetes writes it.
    public String written() {
      return written;
    }
  }

  public Workload {
    clusters = List.copyOf(clusters);
    labels = Ordered.copyOf(labels);
    annotations = Ordered.copyOf(annotations);
    command = List.copyOf(command);
    environment = Ordered.copyOf(environment);
    ports = List.copyOf(ports);
    service = service.map(List::copyOf);
  }

  /// Its `app` label, by which its Service is called.
  public String app() {
    return labels.getOrDefault("app", name);
  }

  /// Whether its pods may never become ready, because the file says so on purpose.
  public boolean hindered() {
    return !clock.isEmpty() || tokenLife.compareTo(SHORTEST_TOKEN) < 0;
  }

  /// The service account of its pods.
  public String account() {
    return serviceAccount.orElse(app());
  }

  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    Expect.name(findings.at("namespace"), Names.label(namespace), "write a DNS label");
    LabelRules.verify(findings.at("labels"), labels);
    Expect.distinct(findings.at("clusters"), clusters);
    if (replicas < 0 || replicas > 20) {
      findings
          .at("replicas")
          .invalid(replicas + " pods cannot run in one cluster of a lab", "use 0 to 20");
    }
    if (tokenLife.compareTo(SHORTEST_TOKEN) < 0) {
      findings
          .at("tokenLife")
          .warning(
              Problem.Code.UNREACHABLE,
              "a token of "
                  + tokenLife.toSeconds()
                  + " s has expired before its pod asks for a certificate: the authority refuses"
                  + " it, and the pod never becomes ready",
              "remove 'tokenLife', or use at least " + SHORTEST_TOKEN.toMinutes() + "m");
    }
    Offset.check(findings.at("clock"), clock);
    Expect.distinct(findings.at("ports"), ports.stream().map(Port::port).toList());
  }
}
