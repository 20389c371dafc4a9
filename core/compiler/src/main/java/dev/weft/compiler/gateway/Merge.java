package dev.weft.compiler.gateway;

import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.model.Host;
import dev.weft.world.View;
import dev.weft.world.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Merges the servers of all Gateways that choose a proxy, oldest first.
///
/// On one address and port plain HTTP servers are one; TLS servers stand side by side as long as
/// their server names differ; anything else that comes later is left out.
final class Merge {
  private final Map<String, List<MergedServer>> byAddress = new TreeMap<>();
  private final Map<String, Set<Host>> serverNames = new HashMap<>();

  private Merge() {}

  /// Servers that share a socket, by its bind address and port.
  static Map<String, List<MergedServer>> of(View view) {
    Merge merge = new Merge();
    List<Registry.Target> targets = view.targets();
    for (Resource<Gateway> gateway :
        view.configuration().gateways().serving(view.node().labels())) {
      for (int i = 0; i < gateway.spec().servers().size(); i++) {
        int written = gateway.spec().servers().get(i).port().number();
        for (int port : ports(written, targets)) {
          merge.add(MergedServer.of(gateway, i, port));
        }
      }
    }
    return merge.byAddress;
  }

  /// The ports of the proxy that the gateway's Service leads to from this port of its own; the same
  /// one where no Service has it.
  private static Set<Integer> ports(int written, List<Registry.Target> targets) {
    Set<Integer> ports = new TreeSet<>();
    for (Registry.Target target : targets) {
      if (target.servicePort().number() == written) {
        ports.add(target.port());
      }
    }
    return ports.isEmpty() ? Set.of(written) : ports;
  }

  private void add(MergedServer server) {
    String address = server.server().bind() + "_" + server.port();
    List<MergedServer> there = byAddress.computeIfAbsent(address, none -> new ArrayList<>());
    boolean plain = server.server().tls().isEmpty() || server.sort() == MergedServer.Sort.HTTP;
    boolean fits =
        there.stream()
            .allMatch(other ->
                plain
                    ? server.sort() == MergedServer.Sort.HTTP
                        && other.sort() == MergedServer.Sort.HTTP
                    : other.server().tls().isPresent() && other.sort() != MergedServer.Sort.HTTP);
    if (!fits) {
      return;
    }
    if (!plain) {
      Set<Host> taken = serverNames.computeIfAbsent(address, none -> new HashSet<>());
      if (server.hosts().hosts().stream().anyMatch(taken::contains)) {
        return;
      }
      taken.addAll(server.hosts().hosts());
    }
    there.add(server);
  }
}
