package dev.weft.controlplane;

import dev.weft.controlplane.authority.MeshAuthority;
import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Refusal;
import dev.weft.model.TrustDomain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a control plane is told on its command line.
///
/// @param config directories of YAML; where two have the same resource, the first counts
/// @param kubeconfig how to reach the cluster that the mesh is configured in; absent when there are
///   directories alone
/// @param cluster id of the config cluster
/// @param network that the config cluster is in, where its root namespace does not say
/// @param mesh id of the mesh; proxies that name another one are refused
/// @param xds plain text, for loopback
/// @param secureXds under TLS; a caller must prove who it is
/// @param monitoring HTTP
/// @param state the authority's keys, and what was applied by hand
/// @param authority a directory with an authority that the operator brought; absent for the Secret
///   `cacerts`, and without that for a root of its own
/// @param names what the serving certificate is good for beside the usual names
/// @param trustDomain of the identities signed; absent: as the mesh's configuration says
/// @param bundles where the mesh's own trust bundle is published; absent: nowhere
record Settings(
    List<Path> config,
    Optional<Path> kubeconfig,
    String cluster,
    Optional<String> network,
    Optional<String> mesh,
    InetSocketAddress xds,
    InetSocketAddress secureXds,
    InetSocketAddress monitoring,
    Path state,
    Optional<Path> authority,
    MeshAuthority.Names names,
    Optional<TrustDomain> trustDomain,
    Optional<InetSocketAddress> bundles) {
  /// How often others should ask for the mesh's bundle.
  static final Duration BUNDLE_REFRESH = Duration.ofMinutes(1);

  static final Options OPTIONS =
      Options.of(
          Options.value(
              "--config", "DIR", "directory of YAML, watched; again for more, the first counts"),
          Options.value(
              "--kubeconfig",
              "FILE",
              "read the cluster of its current context: resources, and whose a token is"),
          Options.value("--cluster-id", "ID", "Kubernetes", "of the cluster configured in"),
          Options.value(
              "--network",
              "NAME",
              "network of that cluster, where its root namespace has no label for it"),
          Options.value("--mesh-id", "ID", "proxies that name another mesh are refused"),
          Options.value(
              "--xds-address", "HOST:PORT", "127.0.0.1:15010", "xDS and certificates, plain text"),
          Options.value(
              "--secure-xds-address",
              "HOST:PORT",
              "127.0.0.1:15012",
              "the same under TLS, for callers with a certificate or token"),
          Options.value(
              "--monitoring-address",
              "HOST:PORT",
              "127.0.0.1:15014",
              "resources, debug pages and metrics over HTTP; read-only unless on loopback"),
          Options.value(
              "--state",
              "DIR",
              "where keys and applied resources are kept (default: CONFIG/.weft)"),
          Options.value(
              "--ca-dir",
              "DIR",
              "authority to sign with: ca-cert.pem, ca-key.pem, cert-chain.pem, root-cert.pem"
                  + " (default: Secret cacerts, else a root of its own)"),
          Options.value(
              "--dns-name", "HOST", "the serving certificate is good for it too; again for more"),
          Options.value(
              "--trust-domain", "DOMAIN", "refuse to start when MeshConfig says another one"),
          Options.value(
              "--bundle-address",
              "HOST:PORT",
              "publish the mesh's trust bundle here over HTTPS, for other meshes to fetch"));

  static Settings of(Arguments arguments, Environment environment) {
    List<Path> config = arguments.all("--config").stream().map(environment::path).toList();
    Optional<Path> kubeconfig = arguments.value("--kubeconfig").map(environment::path);
    if (config.isEmpty() && kubeconfig.isEmpty()) {
      throw Refusal.because(
          Exit.USAGE,
          "--config or --kubeconfig is required: a directory of YAML, or a cluster to read");
    }
    for (Path directory : config) {
      if (!Files.isDirectory(directory)) {
        throw Refusal.because(Exit.FAILED, directory + " is not a directory");
      }
    }
    InetSocketAddress xds = address(arguments, "--xds-address");
    if (!xds.getAddress().isLoopbackAddress()) {
      throw Refusal.because(
          Exit.USAGE,
          "--xds-address speaks plain text and is for loopback only, not for "
              + xds
              + "; use --secure-xds-address for others");
    }
    InetSocketAddress secure = address(arguments, "--secure-xds-address");
    return new Settings(
        config,
        kubeconfig,
        arguments.required("--cluster-id"),
        arguments.value("--network").filter(name -> !name.isEmpty()),
        arguments.value("--mesh-id").filter(id -> !id.isEmpty()),
        xds,
        secure,
        address(arguments, "--monitoring-address"),
        arguments
            .value("--state")
            .map(environment::path)
            .orElseGet(() ->
                config.stream()
                    .findFirst()
                    .orElse(environment.workingDirectory())
                    .resolve(".weft")),
        arguments.value("--ca-dir").map(environment::path),
        names(arguments.all("--dns-name"), secure.getAddress()),
        arguments.value("--trust-domain").map(Settings::domain),
        arguments.value("--bundle-address").map(text -> address("--bundle-address", text)));
  }

  private static MeshAuthority.Names names(List<String> hosts, InetAddress listening) {
    boolean one = !listening.isAnyLocalAddress() && !listening.isLoopbackAddress();
    return new MeshAuthority.Names(hosts, one ? List.of(listening) : List.of());
  }

  private static TrustDomain domain(String text) {
    try {
      return new TrustDomain(text);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, String.valueOf(malformed.getMessage()));
    }
  }

  private static InetSocketAddress address(Arguments arguments, String name) {
    return address(name, arguments.required(name));
  }

  private static InetSocketAddress address(String name, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return new InetSocketAddress(
          InetAddress.getByName(host.replace("[", "").replace("]", "")), port);
    } catch (UnknownHostException | IllegalArgumentException malformed) {
      throw Refusal.because(
          Exit.USAGE, name + " is '" + text + "', but an address is written 127.0.0.1:15010");
    }
  }
}
