package dev.weft.agent;

import dev.weft.agent.certificate.Certifier;
import dev.weft.agent.certificate.PlaneTarget;
import dev.weft.agent.certificate.Renewing;
import dev.weft.agent.names.NameTables;
import dev.weft.agent.names.ResolverFile;
import dev.weft.agent.proxy.Admin;
import dev.weft.agent.proxy.Departure;
import dev.weft.agent.proxy.Fetch;
import dev.weft.agent.proxy.Keeper;
import dev.weft.agent.proxy.ProxyCommand;
import dev.weft.agent.proxy.ProxyText;
import dev.weft.agent.settings.AgentSettings;
import dev.weft.agent.settings.Planes;
import dev.weft.agent.settings.ProxySettings;
import dev.weft.agent.settings.Workload;
import dev.weft.agent.status.AgentMetrics;
import dev.weft.agent.status.ApplicationHealth;
import dev.weft.agent.status.Merged;
import dev.weft.agent.status.StatusServer;
import dev.weft.capture.dns.MeshNames;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.Launch;
import dev.weft.linux.resolver.NameServer;
import dev.weft.linux.resolver.Upstream;
import dev.weft.model.Checked;
import dev.weft.rpc.ca.CertificateClient;
import dev.weft.rpc.relay.Aside;
import dev.weft.rpc.relay.Relay;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import dev.weft.rpc.xds.SecretServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// One workload's agent, wired.
final class Agent implements Running {
  private final AgentSettings settings;
  private final Environment environment;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();
  private Optional<Keeper> keeper = Optional.empty();
  private Optional<Departure> departure = Optional.empty();
  private Optional<Renewing> renewing = Optional.empty();
  private Optional<NameTables> names = Optional.empty();

  private Agent(AgentSettings settings, Environment environment) {
    this.settings = settings;
    this.environment = environment;
  }

  /// Serves at once; the first certificate follows when the authority answers.
  ///
  /// @throws Refusal when a port or path is taken, or the proxy's program is not there
  static Agent start(AgentSettings settings, Environment environment) {
    Agent agent = new Agent(settings, environment);
    try {
      agent.wire();
      return agent;
    } catch (IOException taken) {
      agent.end(Exit.FAILED);
      throw Refusal.because(
          Exit.FAILED,
          "the agent of " + settings.workload().name() + " cannot start: " + taken.getMessage());
    } catch (RuntimeException failed) {
      agent.end(Exit.FAILED);
      throw failed;
    }
  }

  /// The stages in order: carriers, secrets, discovery, status, certificate, proxy.
  private void wire() throws IOException {
    ExecutorService executor = keep(Executors.newVirtualThreadPerTaskExecutor());
    Loops loops = keep(Loops.of(1, "agent-" + settings.workload().name()));
    InstantSource clock = InstantSource.system();
    Channels channels = new Channels(loops, executor, clock);
    AgentMetrics metrics = new AgentMetrics(this::log);
    Fetch fetch = keep(new Fetch());

    dns();
    SecretServer secrets = keep(SecretServer.on(settings.doors().secrets(), loops, executor));
    if (settings.proxy().kind() != ProxySettings.Kind.NONE) {
      Relay.Upstream upstream =
          new Relay.Upstream(
              this::discovery,
              this::introduction,
              names.stream().map(each -> (Aside) each).toList());
      keep(
          Relay.on(
              settings.doors().discovery(),
              new Relay.Carriers(channels, loops, executor),
              upstream,
              metrics));
    }
    if (settings.doors().statusPort() != 0) {
      keep(StatusServer.on(settings.doors().statusPort(), status(fetch, metrics)));
    }
    certificate(channels, secrets, clock);
    metrics.include(
        () -> renewing.map(Renewing::expires).orElse(Instant.EPOCH),
        () -> keeper.map(Keeper::starts).orElse(0));
    proxy(fetch);
  }

  private <P extends AutoCloseable> P keep(P part) {
    parts.push(part);
    return part;
  }

  /// Answers the application's questions, when it is to.
  private void dns() throws IOException {
    if (settings.extras().dns().isEmpty()) {
      return;
    }
    AgentSettings.Dns dns = settings.extras().dns().get();
    ResolverFile file = ResolverFile.read(Path.of("/etc/resolv.conf"));
    List<String> servers = dns.upstream().isEmpty() ? file.servers() : dns.upstream();
    Workload workload = settings.workload();
    String domain = workload.place().domain();
    NameTables tables =
        new NameTables(
            new MeshNames.Place(
                workload.identity().namespace(),
                domain.substring(domain.indexOf('.') + 1),
                file.search()));
    int colon = dns.address().lastIndexOf(':');
    String host = colon < 0 ? dns.address() : dns.address().substring(0, colon);
    int port = colon < 0 ? 15053 : Integer.parseInt(dns.address().substring(colon + 1));
    for (String each : loopbacks(host)) {
      keep(
          NameServer.start(
              new InetSocketAddress(each, port),
              () -> tables,
              Upstream.of(servers.stream().map(ResolverFile::server).toList()),
              environment.log()));
    }
    names = Optional.of(tables);
  }

  /// Questions to a name server of IPv6 are led to `::1`.
  private List<String> loopbacks(String host) {
    if (!host.equals("localhost")) {
      return List.of(host.replace("[", "").replace("]", ""));
    }
    return settings.workload().hasSix() ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1");
  }

  private Admin admin(Fetch fetch) {
    String loopback = settings.workload().onlySix() ? "[::1]" : "127.0.0.1";
    return new Admin(fetch, "http://" + loopback + ":" + settings.doors().adminPort());
  }

  private StatusServer.Offer status(Fetch fetch, AgentMetrics metrics) throws IOException {
    Admin admin = admin(fetch);
    boolean alone = settings.proxy().kind() == ProxySettings.Kind.NONE;
    Optional<java.net.URI> application =
        Merged.application(settings.extras().scraped(), settings.doors().statusPort());
    return new StatusServer.Offer(
        alone ? this::uncertified : () -> unready(admin),
        new Merged(application, fetch, alone ? () -> "" : admin::metrics, metrics),
        applicationHealth(),
        () -> departure.ifPresent(Departure::begin),
        () -> Thread.ofVirtual().name("agent-quit").start(() -> end(Exit.OK)));
  }

  private Optional<ApplicationHealth> applicationHealth() throws IOException {
    Map<String, Object> probers = settings.extras().probers();
    List<String> own = settings.workload().addresses();
    return probers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            keep(new ApplicationHealth(probers, own.isEmpty() ? "127.0.0.1" : own.getFirst())));
  }

  private String unready(Admin admin) {
    boolean nameless = names.map(tables -> !tables.ready()).orElse(false);
    return explained(nameless ? "the mesh's names have not come yet" : admin.unready());
  }

  /// What is missing, and why there is no certificate, which is mostly why it is.
  private String explained(String missing) {
    String refusal = renewing.map(Renewing::refusal).orElse("");
    return missing.isEmpty() || refusal.isEmpty()
        ? missing
        : missing + "; no certificate: " + refusal;
  }

  private String uncertified() {
    boolean none = renewing.map(Renewing::expires).orElse(Instant.EPOCH).equals(Instant.EPOCH);
    return explained(none ? "there is no certificate yet" : "");
  }

  private Target discovery() {
    Planes planes = settings.planes();
    return switch (PlaneTarget.of(planes, planes.discovery(), "--discovery-address")) {
      case Checked.Valid<Target> good -> good.value();
      case Checked.Invalid<Target> bad ->
          throw new IllegalStateException(bad.problems().getFirst().toString());
    };
  }

  /// What each stream to the control plane begins with.
  private Map<String, String> introduction() {
    Map<String, String> headers = new TreeMap<>();
    headers.put("clusterid", settings.workload().place().cluster());
    if (PlaneTarget.read(settings.planes().tokenFile(), "token")
        instanceof Checked.Valid<String> token) {
      headers.put("authorization", "Bearer " + token.value().strip());
    }
    return headers;
  }

  private void certificate(Channels channels, SecretServer secrets, InstantSource clock) {
    Map<String, String> headers = Map.of("clusterid", settings.workload().place().cluster());
    Certifier certifier =
        new Certifier(
            settings.workload().identity(),
            settings.planes(),
            target -> new CertificateClient(channels, target, headers),
            clock,
            new SecureRandom());
    Renewing each = new Renewing(certifier, secrets::serve, clock, this::log);
    renewing = Optional.of(each);
    Thread thread = Thread.ofVirtual().name("renew " + settings.workload().name()).start(each);
    keep(thread::interrupt);
  }

  private void proxy(Fetch fetch) throws IOException {
    if (settings.proxy().kind() == ProxySettings.Kind.NONE) {
      return;
    }
    PrivateFiles.write(settings.doors().bootstrap(), ProxyText.of(settings));
    Launch launch = ProxyCommand.of(settings, environment);
    departure = Optional.of(new Departure(admin(fetch), settings.proxy().ending(), this::log));
    Keeper kept = Keeper.start(launch, line -> environment.log().println(line), this::log);
    keeper = Optional.of(kept);
    keep(kept);
  }

  private void log(String line) {
    environment.log().println("agent " + settings.workload().name() + ": " + line);
  }

  /// Lets clients leave, then ends the proxy and everything else.
  @Override
  public void stop() {
    if (!ended.isDone()) {
      departure.ifPresent(Departure::complete);
      end(Exit.OK);
    }
  }

  private void end(Exit exit) {
    synchronized (parts) {
      while (!parts.isEmpty()) {
        close(parts.pop());
      }
    }
    ended.complete(exit);
  }

  private void close(AutoCloseable part) {
    try {
      if (part instanceof ExecutorService executor) {
        executor.shutdownNow(); // close() would wait for streams that end only with their loops
      } else {
        part.close();
      }
    } catch (Exception failed) {
      log("while stopping: " + failed.getMessage());
    }
  }

  @Override
  public CompletableFuture<Exit> ended() {
    return ended;
  }
}
