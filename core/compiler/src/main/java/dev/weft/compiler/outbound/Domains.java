package dev.weft.compiler.outbound;

import dev.weft.model.Host;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.registry.Resolution;
import dev.weft.world.registry.Service;
import java.util.ArrayList;
import java.util.List;

/// The names under which clients address a service in the `Host` header.
final class Domains {
  private final View view;
  private final Node node;

  Domains(View view) {
    this.view = view;
    this.node = view.node();
  }

  /// The names of one service.
  ///
  /// @param all in order: the host and its shorter forms, those of its aliases, its addresses
  /// @param shorter those of `all` that a client may use for short
  record Names(List<String> all, List<String> shorter) {}

  /// @param port behind each name too, as where the port of the `Host` header counts; zero for
  ///   names without one
  Names of(Service service, List<Host> aliases, int port) {
    List<String> names = new ArrayList<>();
    List<String> shorter = new ArrayList<>();
    List<Host> hosts = new ArrayList<>();
    hosts.add(service.host());
    hosts.addAll(aliases);
    for (Host host : hosts) {
      add(host.name(), port, names);
      for (String shortName : shortNames(host)) {
        add(shortName, port, shorter);
        add(shortName, port, names);
      }
    }
    if (service.resolution() == Resolution.PASSTHROUGH && service.isKubernetes()) {
      for (String name : List.copyOf(names)) {
        names.add("*." + name);
      }
    }
    for (String address : view.addresses(service)) {
      if (address.indexOf('/') < 0) {
        add(address.indexOf(':') >= 0 ? "[" + address + "]" : address, port, names);
      }
    }
    return new Names(names, shorter);
  }

  private static void add(String name, int port, List<String> into) {
    into.add(name);
    if (port != 0) {
      into.add(name + ":" + port);
    }
  }

  /// The name with a dot behind it, and for Kubernetes services `name.ns`, `name.ns.svc` and,
  /// within the namespace, `name`.
  private List<String> shortNames(Host host) {
    List<String> names = new ArrayList<>();
    String name = host.name();
    if (host.isWildcard()) {
      return names;
    }
    if (!isAddress(name)) {
      names.add(name + ".");
    }
    String suffix = ".svc." + node.domain();
    int dot = name.indexOf('.');
    if (name.endsWith(suffix) && dot > 0 && dot < name.length() - suffix.length()) {
      String withNamespace = name.substring(0, name.length() - suffix.length());
      if (withNamespace.substring(dot + 1).equals(node.namespace())) {
        names.add(name.substring(0, dot));
        names.add(withNamespace + ".svc");
        names.add(withNamespace);
      } else {
        names.add(withNamespace);
        names.add(withNamespace + ".svc");
      }
    }
    return names;
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }
}
