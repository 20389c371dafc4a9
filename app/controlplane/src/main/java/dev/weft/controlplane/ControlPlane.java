package dev.weft.controlplane;

import dev.weft.controlplane.authority.ClusterTokens;
import dev.weft.controlplane.authority.MeshAuthority;
import dev.weft.controlplane.authority.PluggedAuthority;
import dev.weft.controlplane.authority.Rotation;
import dev.weft.controlplane.authority.RotationPage;
import dev.weft.controlplane.config.Applied;
import dev.weft.controlplane.config.HomeNetwork;
import dev.weft.controlplane.config.Worlds;
import dev.weft.controlplane.fleet.Compilation;
import dev.weft.controlplane.fleet.Fleet;
import dev.weft.controlplane.fleet.FleetMetrics;
import dev.weft.controlplane.links.LinkPages;
import dev.weft.controlplane.links.Links;
import dev.weft.controlplane.links.RootPublisher;
import dev.weft.controlplane.monitoring.Answer;
import dev.weft.controlplane.monitoring.DebugPages;
import dev.weft.controlplane.monitoring.ExplainPage;
import dev.weft.controlplane.monitoring.InstancePage;
import dev.weft.controlplane.monitoring.Page;
import dev.weft.controlplane.monitoring.Pages;
import dev.weft.controlplane.monitoring.ResourcePage;
import dev.weft.controlplane.network.GatewayNames;
import dev.weft.controlplane.trust.BundleServer;
import dev.weft.controlplane.trust.Kept;
import dev.weft.controlplane.trust.OwnDomain;
import dev.weft.controlplane.trust.Poller;
import dev.weft.controlplane.trust.Published;
import dev.weft.controlplane.trust.TrustPage;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.Release;
import dev.weft.host.Running;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.Severity;
import dev.weft.model.TrustDomain;
import dev.weft.rpc.ca.CertificateService;
import dev.weft.rpc.caller.CallerInterceptor;
import dev.weft.rpc.caller.CertificateAuthenticator;
import dev.weft.rpc.caller.TokenAuthenticator;
import dev.weft.rpc.caller.TokenVerifier;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.ServerTls;
import dev.weft.rpc.xds.XdsServices;
import dev.weft.sources.DirectorySource;
import dev.weft.sources.Layers;
import dev.weft.sources.Source;
import dev.weft.sources.kubernetes.ApiServer;
import dev.weft.sources.kubernetes.Kubeconfig;
import dev.weft.sources.kubernetes.KubeconfigReader;
import dev.weft.sources.kubernetes.KubernetesSource;
import dev.weft.sources.kubernetes.Scope;
import dev.weft.telemetry.metrics.Prometheus;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.world.World;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// A running control plane.
final class ControlPlane implements Running {
  private static final String DEFAULT_NAMESPACE = "default";

  /// Where Istio keeps its own resources, unless MeshConfig says otherwise; that is read from
  /// there.
  private static final String ROOT_NAMESPACE = "istio-system";

  /// Pages that change something, or show whole resources: their Secrets are nobody else's
  /// business.
  private static final Set<String> FOR_THIS_MACHINE =
      Set.of(
          "/api/v1/resources",
          "/api/v1/instances",
          "/api/v1/root",
          "/debug/configz",
          "/debug/config_dump");

  private final Settings settings;
  private final PrintStream log;
  private final InstantSource clock = InstantSource.system();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();
  private List<Problem> said = List.of();
  private int plainPort;
  private int securePort;
  private int monitoringPort;
  private int bundlePort;

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
    Worlds worlds = new Worlds(settings.cluster());
    Applied applied = Applied.open(settings.state().resolve("applied"), DEFAULT_NAMESPACE);
    Optional<KubernetesSource> home = home();
    Kept bundles = Kept.open(settings.state().resolve("bundles"));
    Layers sources = sources(applied, bundles, home);
    keep(sources);
    Optional<HomeNetwork> network =
        settings.network().map(name -> new HomeNetwork(name, ROOT_NAMESPACE));
    sources.start(batch -> {
      worlds.take(network.map(in -> in.placed(batch)).orElse(batch));
      say(worlds.problems());
    });
    home.ifPresent(ControlPlane::requireSynced);
    keep(GatewayNames.start(worlds, GatewayNames.Lookup.system()));
    Links links = new Links(worlds, clock);
    keep(links);

    TrustDomain domain = OwnDomain.of(worlds.world(), settings.trustDomain());
    OwnDomain.watch(worlds, domain);
    MeshAuthority authority = authority(worlds.world(), domain);
    Function<String, Optional<ApiServer>> servers =
        cluster ->
            cluster.equals(settings.cluster())
                ? home.map(KubernetesSource::server)
                : links.server(cluster);
    RootPublisher roots = new RootPublisher(worlds, servers, authority::rootsPem);
    keep(roots);
    worlds.watchNotes(() -> say(worlds.problems()));
    Published published = trust(worlds, bundles, authority);
    Runnable changed =
        () -> {
          tell(worlds, bundles, authority);
          published.take(authority.bundle().of(authority.trustDomain()));
          roots.changed();
        };
    keep(Rotation.follow(authority, brought(worlds), worlds, changed, log));
    Poller poller = Poller.start(worlds, bundles, clock, registry, log);
    keep(poller);

    Fleet fleet =
        new Fleet(worlds, compilation, settings.mesh(), new FleetMetrics(registry, log), clock);
    keep(fleet::close);
    Metrics metrics = new Metrics(registry, worlds, authority, clock);

    var verifier =
        new ClusterTokens(
            authority.tokens().verifier(clock),
            cluster -> servers.apply(cluster.orElse(settings.cluster())),
            domain);
    listen(fleet, authority, verifier, metrics);

    Map<String, Page> pages = new TreeMap<>(new DebugPages(worlds, fleet).all());
    LinkPages.measure(links, registry);
    pages.put(
        "/debug/clusterz",
        ask -> Answer.json(200, LinkPages.clusterz(settings.cluster(), links, clock)));
    pages.put("/debug/networkz", ask -> Answer.json(200, LinkPages.networkz(worlds.world())));
    int above = settings.config().size() + (home.isPresent() ? 1 : 0);
    pages.put(
        "/api/v1/resources", new ResourcePage(worlds, applied, key -> sources.hidden(above, key)));
    pages.put("/api/v1/instances", new InstancePage(worlds));
    pages.put("/api/v1/root", new RotationPage(authority, fleet, worlds, clock, changed));
    pages.put(
        "/api/v1/problems", ask -> Answer.json(200, ResourcePage.problems(worlds.problems())));
    pages.put(
        "/metrics",
        ask -> new Answer(200, Prometheus.CONTENT_TYPE, Prometheus.render(registry, name -> true)));
    pages.put("/debug/trustz", new TrustPage(worlds, poller));
    pages.put("/debug/bundle", ask -> new Answer(200, "application/json", published.json()));
    pages.put("/explain", new ExplainPage(worlds, fleet));
    pages.put("/ready", ask -> Answer.text(200, "ready\n"));
    pages.put("/version", ask -> Answer.json(200, Map.of("version", Release.VERSION)));
    if (!settings.monitoring().getAddress().isLoopbackAddress()) {
      pages.keySet().removeAll(FOR_THIS_MACHINE);
    }
    Pages http = bound("--monitoring-address", settings.monitoring(), a -> Pages.on(a, pages));
    keep(http);
    monitoringPort = http.port();
  }

  private Optional<KubernetesSource> home() {
    return settings
        .kubeconfig()
        .map(file ->
            switch (KubeconfigReader.read(file)) {
              case Checked.Invalid<Kubeconfig> invalid ->
                  throw Refusal.of(
                      "the kubeconfig " + file + " cannot be used", invalid.problems());
              case Checked.Valid<Kubeconfig> valid ->
                  new KubernetesSource(
                      ApiServer.of(valid.value()),
                      new KubernetesSource.Reading(
                          settings.cluster(), Scope.CONFIG, ROOT_NAMESPACE, Links.PATIENCE),
                      clock);
            });
  }

  /// An empty world must not be told to proxies that had a full one.
  private static void requireSynced(KubernetesSource home) {
    if (!home.synced()) {
      throw Refusal.because(
          Exit.TIMED_OUT,
          "the cluster at "
              + home.server().place()
              + " has not been read within "
              + Links.PATIENCE.toSeconds()
              + " s: "
              + home.standing().why());
    }
  }

  private MeshAuthority authority(World world, TrustDomain domain) throws IOException {
    Path directory = settings.state().resolve("ca");
    if (settings.authority().isPresent()) {
      Path brought = settings.authority().get();
      return MeshAuthority.plugged(
          PluggedAuthority.of(brought),
          brought.toString(),
          directory,
          domain,
          settings.names(),
          clock);
    }
    Optional<PluggedAuthority> secret = PluggedAuthority.of(world);
    return secret.isPresent()
        ? MeshAuthority.plugged(
            secret.get(), "Secret cacerts", directory, domain, settings.names(), clock)
        : MeshAuthority.open(directory, domain, settings.names(), clock);
  }

  /// Where the operator brings an authority.
  private Rotation.Source brought(Worlds worlds) {
    return settings.authority().isPresent()
        ? () -> Optional.of(PluggedAuthority.of(settings.authority().get()))
        : () -> PluggedAuthority.of(worlds.world());
  }

  /// Tells the world the mesh's own roots.
  private static void tell(Worlds worlds, Kept bundles, MeshAuthority authority) {
    bundles.own(
        worlds.world().mesh().rootNamespace(),
        authority.trustDomain().name(),
        authority.bundle().of(authority.trustDomain()));
  }

  /// Tells the mesh's own roots to the world, and to others where that is asked for.
  private Published trust(Worlds worlds, Kept bundles, MeshAuthority authority) throws IOException {
    tell(worlds, bundles, authority);
    Published published =
        new Published(
            authority.bundle().of(authority.trustDomain()), clock, Settings.BUNDLE_REFRESH);
    if (settings.bundles().isPresent()) {
      BundleServer server =
          bound(
              "--bundle-address",
              settings.bundles().get(),
              address -> BundleServer.on(address, authority::server, published::json));
      keep(server);
      bundlePort = server.port();
    }
    return published;
  }

  private Layers sources(Applied applied, Kept bundles, Optional<KubernetesSource> home) {
    List<Source> layers = new ArrayList<>();
    for (Path directory : settings.config()) {
      layers.add(new DirectorySource(directory, DEFAULT_NAMESPACE));
    }
    home.ifPresent(layers::add);
    layers.add(applied.source());
    layers.add(bundles.source());
    return new Layers(layers);
  }

  private void listen(Fleet fleet, MeshAuthority authority, TokenVerifier verifier, Metrics metrics)
      throws IOException {
    Loops loops = Loops.of(2, "control-plane");
    keep(loops);
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    keep(calls::shutdownNow);
    XdsServices xds = new XdsServices(fleet);
    keep(xds);
    var services =
        List.of(
            xds.aggregated(), xds.secrets(), new CertificateService(authority, metrics::signing));
    var authenticators = List.of(new CertificateAuthenticator(), new TokenAuthenticator(verifier));
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

  /// Logs each problem once, and once that the last error of a file is gone.
  private synchronized void say(List<Problem> problems) {
    problems.stream().filter(problem -> !said.contains(problem)).forEach(log::println);
    Set<String> mended = new TreeSet<>(broken(said));
    mended.removeAll(broken(problems));
    mended.forEach(file -> log.println(file + ": no error is left in it any more"));
    said = problems;
  }

  private static Set<String> broken(List<Problem> problems) {
    Set<String> files = new TreeSet<>();
    for (Problem problem : problems) {
      if (problem.severity() == Severity.ERROR && !problem.position().file().isEmpty()) {
        files.add(problem.position().file());
      }
    }
    return files;
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

  /// Where the mesh's own bundle is published; zero when it is not.
  int bundlePort() {
    return bundlePort;
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
      log.println("stopping " + part + ": " + failed.getMessage());
    }
  }

  @Override
  public CompletableFuture<Exit> ended() {
    return ended;
  }
}
