package dev.weft.controlplane;

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
import java.util.List;
import java.util.Optional;

/// What a control plane is told on its command line.
///
/// @param config directories of YAML; where two have the same resource, the first counts
/// @param xds plain text, for loopback
/// @param secureXds under TLS; a caller must prove who it is
/// @param monitoring HTTP
/// @param state the authority's keys, and what was applied by hand
/// @param trustDomain of the identities signed; absent: as the mesh's configuration says
record Settings(
    List<Path> config,
    InetSocketAddress xds,
    InetSocketAddress secureXds,
    InetSocketAddress monitoring,
    Path state,
    Optional<TrustDomain> trustDomain) {

  static final Options OPTIONS =
      Options.of(
          Options.value(
              "--config", "DIR", "directory of YAML, watched; again for more, the first counts"),
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
              "resources, debug pages and metrics over HTTP, on loopback"),
          Options.value(
              "--state",
              "DIR",
              "where keys and applied resources are kept (default: CONFIG/.weft)"),
          Options.value(
              "--trust-domain",
              "DOMAIN",
              "of all identities (default: as the mesh is configured)"));

  static Settings of(Arguments arguments, Environment environment) {
    List<Path> config = arguments.all("--config").stream().map(environment::path).toList();
    if (config.isEmpty()) {
      throw Refusal.because(Exit.USAGE, "--config is required: a directory of YAML");
    }
    for (Path directory : config) {
      if (!Files.isDirectory(directory)) {
        throw Refusal.because(Exit.FAILED, directory + " is not a directory");
      }
    }
    InetSocketAddress monitoring = address(arguments, "--monitoring-address");
    if (!monitoring.getAddress().isLoopbackAddress()) {
      throw Refusal.because(
          Exit.USAGE, "--monitoring-address is for loopback only, not for " + monitoring);
    }
    return new Settings(
        config,
        address(arguments, "--xds-address"),
        address(arguments, "--secure-xds-address"),
        monitoring,
        arguments
            .value("--state")
            .map(environment::path)
            .orElseGet(() -> config.getFirst().resolve(".weft")),
        arguments.value("--trust-domain").map(Settings::domain));
  }

  private static TrustDomain domain(String text) {
    try {
      return new TrustDomain(text);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, String.valueOf(malformed.getMessage()));
    }
  }

  private static InetSocketAddress address(Arguments arguments, String name) {
    String text = arguments.required(name);
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
