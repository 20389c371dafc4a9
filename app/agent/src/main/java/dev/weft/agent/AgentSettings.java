package dev.weft.agent;

import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Refusal;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/// What an agent is told on its command line.
///
/// @param name of the workload, for the log
/// @param identity whom the certificate is for
/// @param tokenFile read again at each request, because tokens are renewed too
/// @param authority `host:port` of the certificate authority
/// @param rootFile the root that the authority's TLS certificate must chain to; absent for plain
///   text, which is for loopback only
/// @param socket where secrets are served
/// @param life the life asked for; zero for the authority's usual one
record AgentSettings(
    String name,
    Identity identity,
    Path tokenFile,
    String authority,
    Optional<Path> rootFile,
    Path socket,
    Duration life) {

  static final Options OPTIONS =
      Options.of(
          Options.value("--name", "NAME", "name of the workload"),
          Options.value("--namespace", "NAMESPACE", "default", "its namespace"),
          Options.value("--service-account", "ACCOUNT", "default", "its service account"),
          Options.value("--trust-domain", "DOMAIN", "cluster.local", "its trust domain"),
          Options.value("--token-file", "FILE", "token that proves who it is"),
          Options.value("--ca-address", "HOST:PORT", "certificate authority"),
          Options.value(
              "--ca-root-file",
              "FILE",
              "PEM roots of the authority's own TLS certificate; plain text without it"),
          Options.value("--sds-socket", "PATH", "Unix-domain socket to serve secrets on"),
          Options.value(
              "--ttl", "DURATION", "0s", "life of certificates, such as 24h; 0s: as usual there"));

  static AgentSettings of(Arguments arguments, Environment environment) {
    return new AgentSettings(
        arguments.required("--name"),
        identity(arguments),
        environment.path(arguments.required("--token-file")),
        arguments.required("--ca-address"),
        arguments.value("--ca-root-file").map(environment::path),
        environment.path(arguments.required("--sds-socket")),
        duration(arguments.required("--ttl")));
  }

  private static Identity identity(Arguments arguments) {
    try {
      return new Identity(
          new TrustDomain(arguments.required("--trust-domain")),
          arguments.required("--namespace"),
          arguments.required("--service-account"));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, String.valueOf(malformed.getMessage()));
    }
  }

  private static Duration duration(String text) {
    try {
      Duration life = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      if (!life.isNegative()) {
        return life;
      }
    } catch (DateTimeParseException malformed) {
      throw notADuration(text);
    }
    throw notADuration(text);
  }

  private static Refusal notADuration(String text) {
    return Refusal.because(
        Exit.USAGE, "--ttl is '" + text + "', but a life is written 90s, 30m, 24h or 1h30m");
  }
}
