package dev.weft.compiler.gateway;

import dev.weft.model.Host;
import dev.weft.world.rules.Routing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The hosts of a server, each perhaps for VirtualServices of one namespace only.
record ServedHosts(List<Entry> entries) {
  /// @param namespace whose VirtualServices may use the host; `*` for any
  record Entry(String namespace, Host host) {}

  /// @param written as `NAMESPACE/HOST` or `HOST`
  /// @param own the namespace that `.` stands for
  static ServedHosts of(List<String> written, String own) {
    List<Entry> entries = new ArrayList<>();
    for (String text : written) {
      int slash = text.indexOf('/');
      String namespace = slash < 0 ? "*" : text.substring(0, slash);
      entries.add(
          new Entry(namespace.equals(".") ? own : namespace, new Host(text.substring(slash + 1))));
    }
    return new ServedHosts(entries);
  }

  /// The hosts alone.
  List<Host> hosts() {
    return entries.stream().map(Entry::host).distinct().toList();
  }

  /// The server names that TLS clients may ask for; empty for any.
  List<String> serverNames() {
    List<String> names = hosts().stream().map(Host::name).toList();
    return names.contains("*") ? List.of() : names;
  }

  /// The hosts that both the server and a VirtualService have: of each two that overlap the more
  /// specific one.
  Set<Host> shared(Routing routing) {
    Set<Host> shared = new LinkedHashSet<>();
    for (Host host : routing.hosts()) {
      for (Entry entry : entries) {
        if (entry.namespace().equals("*") || entry.namespace().equals(routing.namespace())) {
          if (entry.host().covers(host)) {
            shared.add(host);
          } else if (host.covers(entry.host())) {
            shared.add(entry.host());
          }
        }
      }
    }
    return shared;
  }
}
