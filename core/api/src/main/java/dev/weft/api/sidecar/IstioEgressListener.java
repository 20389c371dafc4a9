package dev.weft.api.sidecar;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which services a workload may reach, perhaps on one port (Istio, "IstioEgressListener").
public record IstioEgressListener(
    Optional<SidecarPort> port, String bind, CaptureMode captureMode, @Required List<String> hosts)
    implements Verified {
  public IstioEgressListener {
    hosts = List.copyOf(hosts);
  }

  @Override
  public void verify(Findings findings) {
    for (int i = 0; i < hosts.size(); i++) {
      host(findings.at("hosts").at(i), hosts.get(i));
    }
    boolean socket = bind.startsWith("unix://");
    if (socket) {
      Expect.socket(findings.at("bind"), bind.substring("unix://".length()));
    } else if (!bind.isEmpty()) {
      Expect.address(findings.at("bind"), bind);
    }
    if (port.isPresent() && port.get().number() == 0 && !socket) {
      findings.at("port").at("number").missing("the port has no number", "write 'number'");
    }
  }

  private static void host(Findings findings, String entry) {
    int slash = entry.indexOf('/');
    if (slash < 0) {
      findings.invalid(
          "'" + entry + "' has no namespace", "write namespace/host, as in ./* or */*");
      return;
    }
    String namespace =
        entry.startsWith("~") ? entry.substring(1, slash) : entry.substring(0, slash);
    String host = entry.substring(slash + 1);
    if (!Set.of("*", ".", "").contains(namespace)) {
      Expect.name(findings, Names.label(namespace), "write '*', '.', '~' or a namespace's name");
    }
    if (!host.equals("*") && !host.contains(".")) {
      findings.invalid("'" + host + "' is a short name", "write the full name of the host");
    } else {
      Expect.name(findings, Names.wildcardHost(host), "write a host name, *.domain or *");
    }
  }
}
