package dev.weft.agent.settings;

import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Refusal;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Everything an agent is told.
public record AgentSettings(
    Workload workload,
    Planes planes,
    ProxySettings proxy,
    ProxySettings.Doors doors,
    Extras extras) {

  /// What an agent does besides.
  ///
  /// @param scraped what the pod's annotations said of the application's metrics, before the
  ///   injector made them point at the agent: `scrape`, `path`, `port`
  /// @param probers probes of the application that the injector took from the platform, by path
  /// @param dns whether and how it answers the application's DNS
  public record Extras(
      Map<String, Object> scraped, Map<String, Object> probers, Optional<Dns> dns) {}

  /// How an agent answers DNS.
  ///
  /// @param address `host:port` to listen on
  /// @param upstream addresses of servers to ask for what the mesh does not know; empty for those
  ///   of `resolv.conf`
  public record Dns(String address, List<String> upstream) {
    public Dns {
      upstream = List.copyOf(upstream);
    }
  }

  /// The flags. Their defaults are in [#of(Arguments, Environment)], because a variable of the
  /// environment comes before a default.
  public static final Options OPTIONS =
      Options.of(
          Options.value("--name", "NAME", "name of the workload (POD_NAME)"),
          Options.value("--namespace", "NAMESPACE", "its namespace (POD_NAMESPACE; default)"),
          Options.value(
              "--service-account", "ACCOUNT", "its service account (SERVICE_ACCOUNT; default)"),
          Options.value(
              "--trust-domain", "DOMAIN", "its trust domain (TRUST_DOMAIN; cluster.local)"),
          Options.value("--cluster-id", "ID", "its cluster (ISTIO_META_CLUSTER_ID; Kubernetes)"),
          Options.value("--network", "NETWORK", "its network (ISTIO_META_NETWORK)"),
          Options.value("--mesh-id", "ID", "its mesh (ISTIO_META_MESH_ID; the trust domain)"),
          Options.value("--ip", "ADDRESSES", "its addresses, separated by commas (INSTANCE_IP)"),
          Options.value("--labels", "A=B,..", "its labels, or JSON (ISTIO_METAJSON_LABELS)"),
          Options.value(
              "--annotations", "A=B,..", "its annotations, or JSON (ISTIO_METAJSON_ANNOTATIONS)"),
          Options.value("--locality", "REGION/ZONE/SUBZONE", "where it runs"),
          Options.value("--domain", "DOMAIN", "its DNS domain (NAMESPACE.svc.cluster.local)"),
          Options.value("--app-port", "PORT", "a port of the application; again for more"),
          Options.value(
              "--interception-mode",
              "MODE",
              "REDIRECT, TPROXY or NONE (ISTIO_META_INTERCEPTION_MODE; REDIRECT)"),
          Options.flag("--gateway", "be a gateway rather than a sidecar"),
          Options.value(
              "--discovery-address",
              "HOST:PORT",
              "control plane (PROXY_CONFIG; istiod.istio-system.svc:15012)"),
          Options.value(
              "--ca-address", "HOST:PORT", "certificate authority (CA_ADDR; the control plane)"),
          Options.value(
              "--ca-root-file",
              "FILE",
              "PEM roots of the TLS certificates of both (CA_ROOT_CA); plain text without it"),
          Options.value("--token-file", "FILE", "token that proves who it is (TOKEN_FILE)"),
          Options.value(
              "--ttl", "DURATION", "life of certificates, such as 24h (SECRET_TTL; usual there)"),
          Options.value("--proxy", "WHICH", "weft, envoy or none (weft)"),
          Options.value("--envoy-binary", "FILE", "the program for envoy (WEFT_ENVOY; envoy)"),
          Options.value("--concurrency", "N", "threads of the proxy (PROXY_CONFIG; 2)"),
          Options.value(
              "--directory", "DIR", "for sockets and the bootstrap file (PROXY_CONFIG; .)"),
          Options.value("--sds-socket", "PATH", "where secrets are served (DIR/sds.sock)"),
          Options.value(
              "--status-port", "PORT", "health and metrics (PROXY_CONFIG; 15020); 0 for none"),
          Options.value(
              "--admin-port", "PORT", "the proxy's admin interface (PROXY_CONFIG; 15000)"),
          Options.flag("--dns-capture", "answer the application's DNS (ISTIO_META_DNS_CAPTURE)"),
          Options.value(
              "--dns-address",
              "HOST:PORT",
              "where questions are taken (DNS_PROXY_ADDR; localhost:15053)"),
          Options.value(
              "--dns-upstream",
              "ADDRESS",
              "whom to ask what the mesh does not know; again for more (/etc/resolv.conf)"),
          Options.value(
              "--drain-duration",
              "DURATION",
              "how long clients have at the end (TERMINATION_DRAIN_DURATION_SECONDS; 5s)"),
          Options.flag(
              "--exit-on-zero-active-connections",
              "wait for the last client (EXIT_ON_ZERO_ACTIVE_CONNECTIONS)"),
          Options.value(
              "--minimum-drain-duration",
              "DURATION",
              "and at least so long (MINIMUM_DRAIN_DURATION; 5s)"));

  /// Reads flags, environment and `PROXY_CONFIG`.
  ///
  /// @throws Refusal with [Exit#USAGE] for what cannot be understood or is missing
  public static AgentSettings of(Arguments arguments, Environment environment) {
    Told told = new Told(arguments, environment);
    ProxySettings proxy = proxy(told);
    Planes planes = planes(told);
    Path directory = told.path(told.text("--directory", "", Optional.of("configPath")).orElse("."));
    return new AgentSettings(
        workload(told),
        planes,
        proxy,
        new ProxySettings.Doors(
            directory,
            arguments
                .value("--sds-socket")
                .map(told::path)
                .orElseGet(() -> directory.resolve("sds.sock")),
            directory.resolve("xds.sock"),
            told.port("--status-port", "", Optional.of("statusPort"), 15020),
            told.port("--admin-port", "", Optional.of("proxyAdminPort"), 15000)),
        new Extras(
            told.variable("ISTIO_PROMETHEUS_ANNOTATIONS")
                .map(json -> Told.tree("ISTIO_PROMETHEUS_ANNOTATIONS", json))
                .orElse(Map.of()),
            told.variable("ISTIO_KUBE_APP_PROBERS")
                .map(json -> Told.tree("ISTIO_KUBE_APP_PROBERS", json))
                .orElse(Map.of()),
            dns(told)));
  }

  /// A duration as Go writes it, of an option that must be there.
  ///
  /// @throws Refusal with [Exit#USAGE] when it is none
  public static Duration duration(Arguments arguments, String flag) {
    return Told.duration(flag, arguments.required(flag));
  }

  private static Optional<Dns> dns(Told told) {
    boolean wanted =
        told.flag("--dns-capture", "ISTIO_META_DNS_CAPTURE")
            || told.variables("ISTIO_META_").getOrDefault("DNS_CAPTURE", "").equals("true");
    return wanted
        ? Optional.of(
            new Dns(
                told.text("--dns-address", "DNS_PROXY_ADDR", "localhost:15053"),
                told.all("--dns-upstream")))
        : Optional.empty();
  }

  private static Workload workload(Told told) {
    Identity identity = identity(told);
    String name =
        told.text("--name", "POD_NAME")
            .orElseThrow(() -> Refusal.because(Exit.USAGE, "--name (or POD_NAME) is required"));
    List<String> addresses =
        told.text("--ip", "INSTANCE_IP").stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    String trust = identity.trustDomain().name();
    return new Workload(
        name,
        identity,
        addresses,
        new Workload.Place(
            told.text("--cluster-id", "ISTIO_META_CLUSTER_ID", "Kubernetes"),
            told.text("--network", "ISTIO_META_NETWORK", ""),
            told.text("--mesh-id", "ISTIO_META_MESH_ID", trust),
            told.text("--domain", "", identity.namespace() + ".svc.cluster.local"),
            told.text("--locality", "", "")),
        described(told));
  }

  private static Workload.Described described(Told told) {
    boolean gateway = told.flag("--gateway", "");
    String mode =
        told.text(
            "--interception-mode", "ISTIO_META_INTERCEPTION_MODE", gateway ? "NONE" : "REDIRECT");
    if (!List.of("REDIRECT", "TPROXY", "NONE").contains(mode)) {
      throw Told.refused("--interception-mode", mode, "REDIRECT, TPROXY or NONE");
    }
    Map<String, Object> metadata = new LinkedHashMap<>(told.variables("ISTIO_META_"));
    told.variables("ISTIO_METAJSON_")
        .forEach((key, json) -> metadata.put(key, Told.value("ISTIO_METAJSON_" + key, json)));
    if (dns(told).isPresent()) {
      metadata.put("DNS_CAPTURE", "true"); // the control plane tells names to those alone
    }
    List<Map<String, Object>> ports = new ArrayList<>();
    for (String port : told.all("--app-port")) {
      ports.add(Map.of("containerPort", number("--app-port", port)));
    }
    if (!ports.isEmpty()) {
      metadata.put("POD_PORTS", ports);
    }
    return new Workload.Described(
        gateway,
        mode,
        told.pairs("--labels", "ISTIO_METAJSON_LABELS"),
        told.pairs("--annotations", "ISTIO_METAJSON_ANNOTATIONS"),
        metadata);
  }

  private static Identity identity(Told told) {
    try {
      return new Identity(
          new TrustDomain(told.text("--trust-domain", "TRUST_DOMAIN", "cluster.local")),
          told.text("--namespace", "POD_NAMESPACE", "default"),
          told.text("--service-account", "SERVICE_ACCOUNT", "default"));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, String.valueOf(malformed.getMessage()));
    }
  }

  private static Planes planes(Told told) {
    String discovery =
        told.text("--discovery-address", "", Optional.of("discoveryAddress"))
            .orElse("istiod.istio-system.svc:15012");
    Duration life = told.duration("--ttl", "SECRET_TTL", Optional.empty(), "0s");
    return new Planes(
        discovery,
        told.text("--ca-address", "CA_ADDR", discovery),
        told.text("--ca-root-file", "CA_ROOT_CA").map(told::path),
        told.path(told.text("--token-file", "TOKEN_FILE", "var/run/secrets/tokens/istio-token")),
        life);
  }

  private static ProxySettings proxy(Told told) {
    String disabled = told.flag("", "DISABLE_ENVOY") ? "none" : "weft";
    String which = told.text("--proxy", "", disabled).toUpperCase(Locale.ROOT);
    ProxySettings.Kind kind =
        Arrays.stream(ProxySettings.Kind.values())
            .filter(each -> each.name().equals(which))
            .findFirst()
            .orElseThrow(() -> Told.refused("--proxy", which, "weft, envoy or none"));
    String envoy =
        told.text("--envoy-binary", "WEFT_ENVOY", Optional.of("binaryPath")).orElse("envoy");
    Duration drain =
        told.duration(
            "--drain-duration",
            "TERMINATION_DRAIN_DURATION_SECONDS",
            Optional.of("terminationDrainDuration"),
            "5s");
    return new ProxySettings(
        kind,
        envoy,
        number(
            "--concurrency",
            told.text("--concurrency", "", Optional.of("concurrency")).orElse("2")),
        new ProxySettings.Ending(
            drain,
            told.flag("--exit-on-zero-active-connections", "EXIT_ON_ZERO_ACTIVE_CONNECTIONS"),
            told.duration(
                "--minimum-drain-duration", "MINIMUM_DRAIN_DURATION", Optional.empty(), "5s")));
  }

  private static int number(String flag, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= 65535) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw Told.refused(flag, text, "a number from 0 to 65535");
    }
    throw Told.refused(flag, text, "a number from 0 to 65535");
  }
}
