package dev.weft.api.authorizationpolicy;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;

/// What is called (Istio, "Operation").
public record Operation(
    List<String> hosts,
    List<String> notHosts,
    List<String> ports,
    List<String> notPorts,
    List<String> methods,
    List<String> notMethods,
    List<String> paths,
    List<String> notPaths)
    implements Verified {
  public Operation {
    hosts = List.copyOf(hosts);
    notHosts = List.copyOf(notHosts);
    ports = List.copyOf(ports);
    notPorts = List.copyOf(notPorts);
    methods = List.copyOf(methods);
    notMethods = List.copyOf(notMethods);
    paths = List.copyOf(paths);
    notPaths = List.copyOf(notPaths);
  }

  private static final Operation ANYTHING =
      new Operation(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  @Override
  public void verify(Findings findings) {
    if (equals(ANYTHING)) {
      findings.missing("the operation is empty", "write a condition, or remove 'to'");
    }
    ports(findings.at("ports"), ports);
    ports(findings.at("notPorts"), notPorts);
    Conditions.filled(findings.at("methods"), methods);
    Conditions.filled(findings.at("notMethods"), notMethods);
    Conditions.filled(findings.at("paths"), paths);
    Conditions.filled(findings.at("notPaths"), notPaths);
    PathTemplates.valid(findings.at("paths"), paths);
    PathTemplates.valid(findings.at("notPaths"), notPaths);
    Conditions.filled(findings.at("hosts"), hosts);
    Conditions.filled(findings.at("notHosts"), notHosts);
  }

  static void ports(Findings findings, List<String> ports) {
    for (int i = 0; i < ports.size(); i++) {
      String port = ports.get(i);
      if (port.matches("[0-9]{1,5}")) {
        Expect.port(findings.at(i), Integer.parseInt(port));
      } else {
        findings.at(i).invalid("'" + port + "' is not a port", "use a number from 1 to 65535");
      }
    }
  }
}
