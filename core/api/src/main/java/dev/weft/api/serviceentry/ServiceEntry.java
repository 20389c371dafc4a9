package dev.weft.api.serviceentry;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.ExportTo;
import dev.weft.api.selection.WorkloadSelector;
import dev.weft.api.workloadentry.WorkloadEntry;
import dev.weft.model.Protocol;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Adds a service to the registry (Istio, "ServiceEntry").
public record ServiceEntry(
    @Required List<String> hosts,
    List<String> addresses,
    List<ServicePort> ports,
    Location location,
    Resolution resolution,
    List<WorkloadEntry> endpoints,
    Optional<WorkloadSelector> workloadSelector,
    List<String> exportTo,
    List<String> subjectAltNames)
    implements Spec, Verified {
  public ServiceEntry {
    hosts = List.copyOf(hosts);
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
    exportTo = List.copyOf(exportTo);
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  @Override
  public void verify(Findings findings) {
    hosts(findings.at("hosts"));
    addresses(findings.at("addresses"));
    ports(findings.at("ports"));
    endpoints(findings.at("endpoints"));
    if (workloadSelector.isPresent() && !endpoints.isEmpty()) {
      findings.conflict(
          "'workloadSelector' and 'endpoints' exclude one another", "keep one of them");
    }
    boolean opaque =
        ports.stream()
            .map(port -> Protocol.parse(port.protocol()))
            .anyMatch(protocol -> !protocol.isHttp() && !protocol.isTls());
    if (resolution != Resolution.NONE && hosts.size() > 1 && opaque) {
      findings
          .at("hosts")
          .conflict(
              "several hosts share a port on which they cannot be told apart",
              "use HTTP or TLS, or one service entry for each host");
    }
    ExportTo.verify(findings.at("exportTo"), exportTo);
  }

  private void hosts(Findings findings) {
    for (int i = 0; i < hosts.size(); i++) {
      String host = hosts.get(i);
      if (host.equals("*")) {
        findings.at(i).invalid("'*' stands for every host", "name hosts, or use *.domain");
      } else {
        Expect.name(findings.at(i), Names.wildcardHost(host), "write a host name or *.domain");
      }
      boolean wildcard = host.startsWith("*.");
      boolean resolved = resolution == Resolution.DNS || resolution == Resolution.DNS_ROUND_ROBIN;
      if (wildcard && resolved && endpoints.isEmpty() && workloadSelector.isEmpty()) {
        findings
            .at(i)
            .invalid(
                "'" + host + "' cannot be resolved by DNS", "name a host, or write 'endpoints'");
      }
      if (!wildcard && resolution == Resolution.DYNAMIC_DNS) {
        findings.at(i).invalid("'" + host + "' has no wildcard", "use DNS, or *.domain");
      }
    }
    Expect.distinct(findings, hosts);
  }

  private void addresses(Findings findings) {
    for (int i = 0; i < addresses.size(); i++) {
      Expect.subnet(findings.at(i), addresses.get(i));
      boolean ranges = resolution == Resolution.NONE || resolution == Resolution.STATIC;
      if (addresses.get(i).contains("/") && !ranges) {
        findings
            .at(i)
            .conflict(
                "'" + addresses.get(i) + "' is a range, which " + resolution + " does not allow",
                "use resolution NONE or STATIC");
      }
    }
    if (!addresses.isEmpty() && resolution == Resolution.DYNAMIC_DNS) {
      findings.conflict("DYNAMIC_DNS has no addresses", "remove 'addresses'");
    }
  }

  private void ports(Findings findings) {
    Set<String> names = new HashSet<>();
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ServicePort port = ports.get(i);
      if (!names.add(port.name())) {
        findings
            .at(i)
            .at("name")
            .duplicate("there are two ports '" + port.name() + "'", "rename one of them");
      }
      if (!numbers.add(port.number())) {
        findings
            .at(i)
            .at("number")
            .duplicate("there are two ports " + port.number(), "remove one of them");
      }
    }
  }

  private void endpoints(Findings findings) {
    if (!endpoints.isEmpty()
        && (resolution == Resolution.NONE || resolution == Resolution.DYNAMIC_DNS)) {
      findings.conflict(
          "resolution " + resolution + " has no endpoints", "use STATIC or DNS, or remove them");
    }
    if (endpoints.size() > 1 && resolution == Resolution.DNS_ROUND_ROBIN) {
      findings.conflict("DNS_ROUND_ROBIN has at most one endpoint", "use DNS");
    }
    Set<String> names = new HashSet<>();
    ports.forEach(port -> names.add(port.name()));
    for (int i = 0; i < endpoints.size(); i++) {
      endpoint(findings.at(i), endpoints.get(i), names);
    }
  }

  private void endpoint(Findings findings, WorkloadEntry endpoint, Set<String> names) {
    String address = endpoint.address();
    if (address.isEmpty() && endpoint.network().isEmpty()) {
      findings.at("address").missing("the endpoint has no address", "write 'address'");
    }
    boolean literal = Expect.isAddress(address) || address.startsWith("unix://");
    if (resolution == Resolution.STATIC && !address.isEmpty() && !literal) {
      findings
          .at("address")
          .invalid("'" + address + "' is not an IP address", "use one, or resolution DNS");
    }
    for (String name : endpoint.ports().keySet()) {
      if (!names.contains(name)) {
        findings
            .at("ports")
            .key(name)
            .invalid(
                "there is no port '" + name + "' in the service entry",
                Nearest.remedy(name, names));
      }
    }
    if (address.startsWith("unix://") && ports.size() != 1) {
      findings.conflict("a socket stands for one port", "write exactly one port");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum Location {
    MESH_EXTERNAL,
    MESH_INTERNAL
  }

  /// One of the values that the API has; the first is the default.
  public enum Resolution {
    NONE,
    STATIC,
    DNS,
    DNS_ROUND_ROBIN,
    DYNAMIC_DNS
  }
}
