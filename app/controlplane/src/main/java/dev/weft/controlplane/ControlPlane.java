package dev.weft.controlplane;

import dev.weft.controlplane.authority.MeshAuthority;
import dev.weft.controlplane.config.Applied;
import dev.weft.controlplane.config.Worlds;
import dev.weft.controlplane.fleet.Compilation;
import dev.weft.controlplane.fleet.Fleet;
import dev.weft.controlplane.fleet.FleetMetrics;
import dev.weft.controlplane.monitoring.Answer;
import dev.weft.controlplane.monitoring.DebugPages;
import dev.weft.controlplane.monitoring.ExplainPage;
import dev.weft.controlplane.monitoring.InstancePage;
import dev.weft.controlplane.monitoring.Page;
import dev.weft.controlplane.monitoring.Pages;
import dev.weft.controlplane.monitoring.ResourcePage;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import dev.weft.rpc.ca.CertificateService;
import dev.weft.rpc.caller.CallerInterceptor;
import dev.weft.rpc.caller.CertificateAuthenticator;
import dev.weft.rpc.caller.TokenAuthenticator;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.ServerTls;
import dev.weft.rpc.xds.XdsServices;
import dev.weft.sources.DirectorySource;
import dev.weft.sources.Layers;
import dev.weft.sources.Source;
import dev.weft.telemetry.metrics.Prometheus;
import dev.weft.telemetry.metrics.Registry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A running control plane.
final class ControlPlane implements Running {
  private static final String DEFAULT_NAMESPACE = "default";

  private final Settings settings;
  private final PrintStream log;
  private final InstantSource clock = InstantSource.system();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();
  private List<Problem> said = List.of();
  private int plainPort;
  private int securePort;
  private int monitoringPort;

  private ControlPlane(Settings settings, PrintStream log) {
    this.settings = settings;
    this.log = log;
  }

  /// Starts everything; on failure nothing is left running.
  ///
  /// @throws Refusal when an address is taken or a file cannot be used
  static ControlPlane start(Settings settings, Compilation compilation, PrintStream log) {
    ControlPlane plane = new ControlPlane(settings, log);
    try {
      plane.wire(compilation);
      return plane;
    } catch (IOException | RuntimeException failed) {
      plane.stop();
      throw failed instanceof Refusal refusal
          ? refusal
          : Refusal.because(Exit.FAILED, "the control plane cannot start: " + failed.getMessage());
    }
  }

  /// The stages in order: sources, world, authority, clients, the ways in, the pages.
  private void wire(Compilation compilation) throws IOException {
    Registry registry = new Registry();
    Worlds worlds = new Worlds();
    Applied applied = Applied.open(settings.state().resolve("applied"), DEFAULT_NAMESPACE);
    Layers sources = sources(applied);
    keep(sources);
    sources.start(batch -> {
      worlds.take(batch);
      say(batch.problems());
    });

    TrustDomain domain =
        settings.trustDomain().orElseGet(() -> worlds.world().mesh().identity().domain());
    MeshAuthority authority = MeshAuthority.open(settings.state().resolve("ca"), domain, clock);

    Fleet fleet = new Fleet(worlds, compilation, new FleetMetrics(registry, log), clock);
    keep(fleet::close);
    Metrics metrics = new Metrics(registry, worlds, authority, clock);

    listen(fleet, authority, metrics);

    Map<String, Page> pages = new TreeMap<>(new DebugPages(worlds, fleet).all());
    pages.put(
        "/api/v1/resources",
        new ResourcePage(worlds, applied, key -> sources.hidden(settings.config().size(), key)));
    pages.put("/api/v1/instances", new InstancePage(worlds));
    pages.put(
        "/api/v1/problems", ask -> Answer.json(200, ResourcePage.problems(worlds.problems())));
    pages.put(
        "/metrics",
        ask -> new Answer(200, Prometheus.CONTENT_TYPE, Prometheus.render(registry, name -> true)));
    pages.put("/explain", new ExplainPage(worlds, fleet));
    pages.put("/ready", ask -> Answer.text(200, "ready\n"));
    pages.put("/version", ask -> Answer.json(200, Map.of("version", Metrics.VERSION)));
    Pages http = bound("--monitoring-address", settings.monitoring(), a -> Pages.on(a, pages));
    keep(http);
    monitoringPort = http.port();
  }

  private Layers sources(Applied applied) {
    List<Source> layers = new ArrayList<>();
    for (Path directory : settings.config()) {
      layers.add(new DirectorySource(directory, DEFAULT_NAMESPACE));
    }
    layers.add(applied.source());
    return new Layers(layers);
  }

  private void listen(Fleet fleet, MeshAuthority authority, Metrics metrics) throws IOException {
    Loops loops = Loops.of(2, "control-plane");
    keep(loops);
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    keep(calls::shutdownNow);
    XdsServices xds = new XdsServices(fleet);
    keep(xds);
    var services =
        List.of(
            xds.aggregated(), xds.secrets(), new CertificateService(authority, metrics::signing));
    var authenticators =
        List.of(
            new CertificateAuthenticator(),
            new TokenAuthenticator(authority.tokens().verifier(clock)));
    var anybody =
        new CallerInterceptor(
            authenticators, CallerInterceptor.Rule.OPTIONAL, metrics::unauthenticated);
    var somebody =
        new CallerInterceptor(
            authenticators, CallerInterceptor.Rule.REQUIRED, metrics::unauthenticated);
    ServerTls tls = new ServerTls(authority::server, authority::bundle, clock);
    Listening plain =
        bound(
            "--xds-address",
            settings.xds(),
            address ->
                Listening.on(
                    address,
                    Optional.empty(),
                    loops,
                    new Listening.Offer(services, List.of(anybody), calls)));
    keep(plain);
    Listening secure =
        bound(
            "--secure-xds-address",
            settings.secureXds(),
            address ->
                Listening.on(
                    address,
                    Optional.of(tls),
                    loops,
                    new Listening.Offer(services, List.of(somebody), calls)));
    keep(secure);
    plainPort = plain.port();
    securePort = secure.port();
  }

  /// Something that listens.
  private interface Opening<T> {
    T on(InetSocketAddress address) throws IOException;
  }

  private static <T> T bound(String option, InetSocketAddress address, Opening<T> opening) {
    try {
      return opening.on(address);
    } catch (IOException taken) {
      throw Refusal.because(
          Exit.BUSY,
          "cannot listen on "
              + address.getAddress().getHostAddress()
              + ":"
              + address.getPort()
              + " ("
              + taken.getMessage()
              + "); choose another with "
              + option);
    }
  }

  private void keep(AutoCloseable part) {
    parts.push(part);
  }

  private synchronized void say(List<Problem> problems) {
    problems.stream()
        .filter(problem -> !said.contains(problem))
        .forEach(problem -> log.println("control-plane: " + problem));
    said = problems;
  }

  /// Where plain text is spoken; known when it asked for port 0.
  int plainPort() {
    return plainPort;
  }

  /// Where TLS is spoken.
  int securePort() {
    return securePort;
  }

  /// Where HTTP is spoken.
  int monitoringPort() {
    return monitoringPort;
  }

  @Override
  public void stop() {
    synchronized (parts) {
      while (!parts.isEmpty()) {
        close(parts.pop());
      }
    }
    ended.complete(Exit.OK);
  }

  private void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception failed) {
      log.println("control-plane: stopping " + part + ": " + failed.getMessage());
    }
  }

  @Override
  public CompletableFuture<Exit> ended() {
    return ended;
  }
}
