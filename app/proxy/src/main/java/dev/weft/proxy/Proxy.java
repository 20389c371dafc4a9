package dev.weft.proxy;

import com.google.protobuf.Struct;
import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import dev.weft.graph.Rejection;
import dev.weft.graph.listener.Listener;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import dev.weft.model.Problem;
import dev.weft.net.Introduction;
import dev.weft.net.NetSettings;
import dev.weft.net.stage.Stage;
import dev.weft.proxy.admin.AdminServer;
import dev.weft.proxy.admin.Commands;
import dev.weft.proxy.admin.Lifecycle;
import dev.weft.proxy.bootstrap.BootstrapFile;
import dev.weft.proxy.source.ControlPlane;
import dev.weft.proxy.source.Origin;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Loops;
import dev.weft.telemetry.accesslog.LogFiles;
import dev.weft.telemetry.accesslog.Surroundings;
import dev.weft.telemetry.envoy.DataPathStats;
import dev.weft.telemetry.mesh.Facts;
import dev.weft.telemetry.mesh.MeshMetrics;
import dev.weft.telemetry.mesh.PeerExchange;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One running proxy.
public final class Proxy implements Running {
  private final BootstrapFile file;
  private final Settings settings;
  private final Environment environment;
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();
  private final CompletableFuture<Proxy> live = new CompletableFuture<>();
  private final Lifecycle lifecycle = new Lifecycle(System.nanoTime());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("proxy-timer").factory());
  private final ExecutorService callbacks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("proxy-rpc-", 0).factory());
  private final Registry registry = new Registry();
  private final LogFiles logs;
  private final Observation observation;
  private final Stage stage;
  private final Assembly assembly;
  private final int concurrency;
  private Optional<Loops> loops = Optional.empty();
  private Optional<ControlPlane> controlPlane = Optional.empty();
  private Optional<AdminServer> admin = Optional.empty();

  private Proxy(BootstrapFile file, Settings settings, Environment environment) {
    this.file = file;
    this.settings = settings;
    this.environment = environment;
    this.concurrency =
        settings.concurrency() > 0
            ? settings.concurrency()
            : Runtime.getRuntime().availableProcessors();
    this.logs = new LogFiles(environment.out(), environment.log(), this::log);
    Struct node = file.message().getNode().getMetadata();
    PeerExchange exchange = new PeerExchange(file.message().getNode().getId(), node);
    DataPathStats stats = new DataPathStats(this::graph);
    MeshMetrics mesh = new MeshMetrics(Facts.of(node), exchange);
    Surroundings surroundings = new Surroundings(environment.variables(), hostname());
    this.observation = new Observation(stats, mesh, this::meshed, logs, surroundings);
    this.stage =
        Stage.open(
            NetSettings.standard()
                .withLoops(concurrency)
                .withDrainTime(settings.drain())
                .withIntroduction(
                    new Introduction(exchange.id(), exchange.metadata(), this::meshed)),
            observation);
    this.assembly =
        new Assembly(
            new Assembly.Serving(this::swap, observation::refusals, this::settleAt),
            System::nanoTime);
    registry.include(stats);
    registry.include(mesh);
    registry.include(
        new ServerStats(lifecycle, System::nanoTime, concurrency, stage::connections, logs));
  }

  /// Starts: serve what the file gives, open the admin interface, follow the control plane.
  ///
  /// @throws Refusal when something of the file cannot be served, or a port is taken
  public static Proxy start(BootstrapFile file, Settings settings, Environment environment) {
    Proxy proxy = new Proxy(file, settings, environment);
    try {
      proxy.serveFile();
      proxy.openAdmin();
      proxy.follow();
      return proxy;
    } catch (RuntimeException | Error failed) {
      proxy.stopNow();
      throw failed;
    }
  }

  /// Links what the file gives without serving it.
  ///
  /// @throws Refusal with every problem
  public static void validate(BootstrapFile file) {
    refuse(file, Linker.link(StaticResources.of(file.message()), Graph.EMPTY).rejections());
  }

  private static void refuse(BootstrapFile file, List<Rejection> rejections) {
    if (!rejections.isEmpty()) {
      List<Problem> problems =
          rejections.stream().map(each -> StaticResources.placed(each, file)).toList();
      throw Refusal.of("the bootstrap cannot be served as it is", problems);
    }
  }

  private void serveFile() {
    Resources fixed = StaticResources.of(file.message());
    refuse(file, assembly.offer(Origin.FILE, fixed));
  }

  private void openAdmin() {
    if (!file.message().getAdmin().hasAddress()) {
      return;
    }
    SocketAddress address = file.message().getAdmin().getAddress().getSocketAddress();
    InetSocketAddress at = new InetSocketAddress(address.getAddress(), address.getPortValue());
    try {
      admin = Optional.of(new AdminServer(at, new ProxyView(this), commands()));
    } catch (IOException taken) {
      throw Refusal.because(
          Exit.BUSY, "the admin interface cannot listen on " + at + ": " + taken.getMessage());
    }
  }

  private void follow() {
    boolean dynamic = file.message().getDynamicResources().hasAdsConfig();
    boolean secrets = !assembly.held().isEmpty();
    if (!dynamic && !secrets) {
      becomeLive();
      return;
    }
    Loops opened = Loops.of(1, "proxy-rpc");
    loops = Optional.of(opened);
    ControlPlane followed =
        new ControlPlane(
            file.message(),
            new Channels(opened, callbacks, InstantSource.system()),
            new Taking(),
            registry,
            this::log);
    controlPlane = Optional.of(followed);
    followed.start();
  }

  /// What the sources hand on.
  private final class Taking implements ControlPlane.Taker {
    @Override
    public List<Rejection> offer(Origin origin, Resources resources) {
      List<Rejection> rejections = assembly.offer(origin, resources);
      // the source notes that it was answered after this returns
      timer.execute(Proxy.this::checkReady);
      return rejections;
    }

    @Override
    public void note(Origin origin, Resources resources) {
      assembly.note(origin, resources);
      timer.execute(Proxy.this::checkReady);
    }

    @Override
    public Set<XdsResource> all() {
      Set<XdsResource> all = new HashSet<>();
      for (Origin origin : Origin.values()) {
        Resources given = assembly.given(origin);
        for (ResourceType type : List.of(ResourceType.CLUSTER, ResourceType.LISTENER)) {
          all.addAll(given.of(type).values());
        }
      }
      return all;
    }
  }

  private List<Problem> swap(Graph graph) {
    observation.forget();
    return stage.swap(graph);
  }

  private void settleAt(long nanos) {
    var _ =
        timer.schedule(
            assembly::settle, Math.max(1, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void checkReady() {
    boolean ready =
        controlPlane.map(ControlPlane::answered).orElse(true) && assembly.held().isEmpty();
    if (ready) {
      becomeLive();
    }
  }

  private void becomeLive() {
    if (lifecycle.live()) {
      live.complete(this);
      log("ready after " + (System.nanoTime() - lifecycle.startedNanos()) / 1_000_000 + " ms");
    }
  }

  private Commands commands() {
    return new Commands() {
      @Override
      public void drain(boolean graceful) {
        lifecycle.draining();
        stage.drain();
      }

      @Override
      public void quit() {
        Thread.ofVirtual().name("proxy-quit").start(Proxy.this::stopNow);
      }
    };
  }

  /// The mesh's own listeners: all that the control plane gives, none of the file's.
  private boolean meshed(Listener listener) {
    return assembly.given(Origin.FILE).find(ResourceType.LISTENER, listener.name()).isEmpty();
  }

  private void log(String line) {
    String id = file.message().getNode().getId();
    environment.log().println("proxy " + (id.isEmpty() ? "" : id + " ") + line);
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  Graph graph() {
    return assembly.graph();
  }

  Assembly assembly() {
    return assembly;
  }

  BootstrapFile file() {
    return file;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  Registry registry() {
    return registry;
  }

  int concurrency() {
    return concurrency;
  }

  /// Completes when everything that was asked for at start is there.
  public CompletableFuture<Proxy> live() {
    return live.copy();
  }

  /// The address that a listener is bound to.
  public Optional<InetSocketAddress> address(String listener) {
    return stage.address(listener);
  }

  /// The address of the admin interface.
  public Optional<InetSocketAddress> adminAddress() {
    return admin.map(AdminServer::address);
  }

  @Override
  public CompletableFuture<Exit> ended() {
    return ended;
  }

  /// Tells clients to finish, waits for them for the time allowed, and ends.
  @Override
  public void stop() {
    if (!ended.isDone()) {
      lifecycle.draining();
      stage.drain();
      long deadline = System.nanoTime() + settings.terminationDrain().toNanos();
      while (stage.connections() > 0 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(10_000_000);
      }
      stopNow();
    }
  }

  private synchronized void stopNow() {
    if (ended.isDone()) {
      return;
    }
    controlPlane.ifPresent(ControlPlane::close);
    stage.close();
    admin.ifPresent(AdminServer::close);
    loops.ifPresent(Loops::close);
    timer.shutdownNow();
    callbacks.shutdownNow();
    logs.close();
    ended.complete(Exit.OK);
  }
}
