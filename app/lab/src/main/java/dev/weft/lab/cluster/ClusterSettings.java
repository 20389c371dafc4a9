package dev.weft.lab.cluster;

import dev.weft.capture.Cidr;
import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Refusal;
import dev.weft.lab.cluster.controller.Ranges;
import dev.weft.linux.namespace.Namespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the process of a cluster is told.
///
/// @param name of the cluster
/// @param directory its objects, its keys and its kubeconfig
/// @param api where the API server listens
/// @param dnsPort where the name server listens, on the same address
/// @param ranges of addresses of Services
/// @param pods ranges of the cluster's pods
/// @param nodes namespaces on this machine by the names of the nodes
/// @param domain of the cluster's names
/// @param upstream name servers for what is not of the cluster
record ClusterSettings(
    String name,
    Path directory,
    InetSocketAddress api,
    int dnsPort,
    Ranges ranges,
    List<Cidr> pods,
    Map<String, Namespace> nodes,
    String domain,
    List<InetSocketAddress> upstream) {
  static final Options OPTIONS =
      Options.of(
          Options.value("--name", "NAME", "name of the cluster"),
          Options.value("--directory", "DIR", "where its objects, keys and kubeconfig are kept"),
          Options.value("--address", "ADDRESS", "of its first node, where it listens"),
          Options.value("--api-port", "PORT", "6443", "of its API server"),
          Options.value("--dns-port", "PORT", "53", "of its name server"),
          Options.value("--service-range", "CIDR", "addresses of Services; again for IPv6"),
          Options.value("--pod-range", "CIDR", "addresses of pods; again for more"),
          Options.value("--balancer-range", "CIDR", "addresses of load balancers; again for more"),
          Options.value("--node", "NAME=NAMESPACE", "a node and its network namespace; again"),
          Options.value("--domain", "DOMAIN", "cluster.local", "of its names"),
          Options.value("--dns-upstream", "ADDRESS", "name server for other names; again"));

  static ClusterSettings of(Arguments arguments, Environment environment) {
    InetAddress address = address("--address", arguments.required("--address"));
    Map<String, Namespace> nodes = new LinkedHashMap<>();
    for (String node : arguments.all("--node")) {
      String[] parts = node.split("=", 2);
      if (parts.length != 2) {
        throw Refusal.because(
            Exit.USAGE, "--node is '" + node + "', but it is written NAME=NAMESPACE");
      }
      nodes.put(parts[0], namespace(parts[1]));
    }
    return new ClusterSettings(
        arguments.required("--name"),
        environment.path(arguments.required("--directory")),
        new InetSocketAddress(address, arguments.port("--api-port")),
        arguments.port("--dns-port"),
        new Ranges(
            ranges("--service-range", arguments.all("--service-range")),
            ranges("--balancer-range", arguments.all("--balancer-range"))),
        ranges("--pod-range", arguments.all("--pod-range")),
        nodes,
        arguments.required("--domain"),
        arguments.all("--dns-upstream").stream()
            .map(text -> new InetSocketAddress(address("--dns-upstream", text), 53))
            .toList());
  }

  private static Namespace namespace(String name) {
    try {
      return new Namespace(name);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, "--node: " + malformed.getMessage());
    }
  }

  private static InetAddress address(String option, String text) {
    return Cidr.literal(text)
        .orElseThrow(() ->
            Refusal.because(Exit.USAGE, option + " is '" + text + "', which is no IP address"));
  }

  private static List<Cidr> ranges(String option, List<String> texts) {
    return texts.stream()
        .map(text ->
            Cidr.parse(text)
                .orElseThrow(() ->
                    Refusal.because(
                        Exit.USAGE,
                        option + " is '" + text + "', but a range is written 10.96.0.0/16")))
        .toList();
  }
}
