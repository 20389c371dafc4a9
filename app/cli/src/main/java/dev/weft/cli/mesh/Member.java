package dev.weft.cli.mesh;

import dev.weft.api.weft.Readiness;
import dev.weft.model.Labels;
import dev.weft.model.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One instance of a workload: an application with a proxy beside it, or a gateway.
///
/// @param name unique in the mesh; names its logs and its files
/// @param workload the name of the resource, shared by its replicas
/// @param app how to start the application; absent for a gateway and for what listens already
/// @param written where the resource is
public record Member(
    String name,
    String workload,
    String namespace,
    Labels labels,
    String serviceAccount,
    Addresses addresses,
    Optional<App> app,
    List<Port> ports,
    Optional<Readiness> readiness,
    Role role,
    Position written) {
  /// What a member is.
  public enum Role {
    SIDECAR,
    GATEWAY
  }

  /// How the application is started.
  public record App(List<String> command, Path directory, Map<String, String> variables) {
    public App {
      command = List.copyOf(command);
      variables = Map.copyOf(variables);
    }
  }

  /// A port of the workload and where the application serves it.
  ///
  /// @param number the port that others use, on the workload address
  /// @param target `address:port` of the application
  public record Port(String name, int number, String target) {
    /// The host part of the target.
    public String host() {
      return target.substring(0, target.lastIndexOf(':'));
    }

    /// The port part of the target.
    public int port() {
      return Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
    }
  }

  public Member {
    ports = List.copyOf(ports);
  }

  public boolean gateway() {
    return role == Role.GATEWAY;
  }

  /// The id of its xDS node.
  public String nodeId() {
    String type = gateway() ? "router" : "sidecar";
    String domain = namespace + ".svc.cluster.local";
    return type + "~" + addresses.workload() + "~" + name + "." + namespace + "~" + domain;
  }

  /// The environment variables that tell an application where it is; they work for any language.
  public Map<String, String> variables() {
    java.util.TreeMap<String, String> all = new java.util.TreeMap<>();
    String proxy = "http://" + addresses.outbound() + ":" + Bootstrap.FORWARD_PROXY_PORT;
    all.put("HOST", addresses.app());
    if (!ports.isEmpty()) {
      all.put("PORT", String.valueOf(ports.getFirst().port()));
    }
    all.put("WEFT_WORKLOAD", name);
    all.put("WEFT_WORKLOAD_ADDRESS", addresses.workload());
    all.put("WEFT_OUTBOUND_ADDRESS", addresses.outbound());
    all.put("http_proxy", proxy);
    all.put("HTTP_PROXY", proxy);
    all.put("no_proxy", "127.0.0.1,localhost");
    all.put("NO_PROXY", "127.0.0.1,localhost");
    all.put("PYTHONUNBUFFERED", "1");
    app.ifPresent(own -> all.putAll(own.variables()));
    return all;
  }
}
