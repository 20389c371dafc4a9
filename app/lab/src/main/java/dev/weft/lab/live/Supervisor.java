package dev.weft.lab.live;

import dev.weft.capture.redirect.DnsCapture;
import dev.weft.capture.redirect.RedirectSettings;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.machine.Machine;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Manifests;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.ControlPlane;
import dev.weft.lab.topology.DataPlane;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.Workload;
import dev.weft.linux.command.LinuxFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Brings a lab up and keeps it until it is told to stop.
public final class Supervisor {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /// Pods that start at the same time: a start takes a whole processor for a second or two.
  private static final int STARTING = 3;

  private final LabHome home;
  private final DataPlane proxy;
  private final Layout layout;
  private final LabText text;
  private final Events events;
  private final Launcher launcher;
  private final Site site;
  private final Roots roots;
  private final Path envoy;
  private final Places places;
  private final Links links;
  private final Map<String, Part> clusters = new LinkedHashMap<>();
  private final Map<String, Part> planes = new LinkedHashMap<>();
  private final Map<String, PodLife> lives = new LinkedHashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// @param envoy the program of workloads that want Envoy
  public Supervisor(LabHome home, LabText text, DataPlane proxy, Path envoy) {
    InstantSource clock = InstantSource.system();
    this.home = home;
    this.text = text;
    this.proxy = proxy;
    Lab lab = text.lab();
    layout = Layout.of(lab, proxy);
    events = new Events(home, clock);
    launcher = new Launcher(home);
    site = new Site(home, layout, launcher);
    roots = new Roots(home, layout, clock);
    places = new Places(layout, Map.of());
    links = new Links(home, layout);
    this.envoy = envoy;
  }

  /// Brings it up, and returns when it was told to stop and everything has ended.
  public Exit run() {
    state("starting");
    Faults faults =
        new Faults(
            layout,
            new TimeFaults(home),
            links,
            new Faults.Targets(planes, clusters, this::lives, places),
            events);
    try (Door _ = Door.open(home, faults::order)) {
      up();
      state("ready");
      events.say("ready");
      await();
      return Exit.OK;
    } catch (LinuxFailure failed) {
      events.say("failed: " + failed.problem().cause() + "; " + failed.problem().remedy());
      state("failed");
      return Exit.FAILED;
    } catch (Refusal failed) {
      failed.problems().forEach(problem -> events.say(problem.toString()));
      events.say("failed: " + failed.getMessage());
      state("failed");
      return failed.exit();
    } catch (RuntimeException defect) {
      events.say("failed by a defect of Weft: " + defect);
      state("failed");
      throw defect;
    } finally {
      end();
      stopped.countDown();
    }
  }

  /// Tells it to stop, and returns when it has.
  public void stop() {
    stopping.countDown();
    try {
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void await() {
    try {
      stopping.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void state(String state) {
    LabRecord.ofProcess(proxy.toString(), state).write(home);
  }

  private void up() {
    launcher.prepare();
    programs();
    Machine.wire(layout);
    links.shape();
    events.say(layout.namespaces().size() + " namespaces are linked and routed");
    layout
        .pods()
        .forEach(pod -> Machine.resolver(pod, layout.addresses(pod.spot().cluster()).dns()));
    layout
        .spots()
        .forEach(spot -> Machine.resolver(spot, layout.spots(spot.cluster()).getFirst().address()));
    all(layout.lab().clusters(), this::cluster);
    new Wishes(layout, text, roots, places).apply();
    events.say("resources are applied");
    all(layout.lab().controlPlanes(), this::controlPlane);
    new Remotes(layout, places, home).apply();
    List<Pod> first =
        layout.pods().stream().filter(pod -> pod.kind().role() == Pod.Role.GATEWAY).toList();
    List<Pod> others =
        layout.pods().stream().filter(pod -> pod.kind().role() == Pod.Role.WORKLOAD).toList();
    all(first, this::pod);
    all(others, this::pod);
  }

  private void programs() {
    for (String name : List.of("echo.py", "greeter.py", "link.py")) {
      try (var stream = Supervisor.class.getResourceAsStream("/dev/weft/lab/programs/" + name)) {
        if (stream == null) {
          throw new IllegalStateException("the program " + name + " is not on the class path");
        }
        Files.write(home.runtime().resolve(name), stream.readAllBytes());
      } catch (IOException unwritable) {
        throw Refusal.because(
            Exit.FAILED, "cannot write " + home.runtime() + ": " + unwritable.getMessage());
      }
    }
  }

  private void cluster(Cluster cluster) {
    Part part = site.cluster(cluster);
    synchronized (clusters) {
      clusters.put(cluster.name(), part);
    }
    part.start();
    Path kubeconfig = home.kubeconfig(cluster.name());
    Wait.until(
        "the API server of " + cluster.name(),
        PATIENCE,
        () -> Files.exists(kubeconfig) && reachable(cluster.name(), kubeconfig),
        part::hopeless);
    new Manifests(layout, cluster).all().forEach(places.api(cluster.name())::apply);
    events.say("cluster " + cluster.name() + " answers");
  }

  private boolean reachable(String cluster, Path kubeconfig) {
    try {
      Api api = new Api(cluster, Access.of(kubeconfig));
      boolean answers = api.answers();
      if (answers) {
        places.add(cluster, api);
      }
      return answers;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void controlPlane(ControlPlane plane) {
    Pod pod = layout.pod(plane.cluster() + "/" + plane.name()).orElseThrow();
    Part part = site.controlPlane(plane, pod, roots.folder(plane, pod));
    synchronized (planes) {
      planes.put(pod.id(), part);
    }
    places.api(pod.cluster()).apply(Manifests.pod(pod, false));
    part.start();
    Wait.until(
        "the control plane " + pod.id(),
        PATIENCE,
        () -> PodLife.listens(pod.namespace(), List.of(15012)),
        part::hopeless);
    places.api(pod.cluster()).apply(Manifests.pod(pod, true));
    events.say("control plane " + pod.id() + " serves");
  }

  private void pod(Pod pod) {
    Api api = places.api(pod.cluster());
    Optional<Part> agent = Optional.empty();
    if (pod.kind().proxy().isPresent()) {
      ControlPlane plane = layout.names().controlPlaneOf(pod.spot().cluster()).orElseThrow();
      Pod at = layout.pod(plane.cluster() + "/" + plane.name()).orElseThrow();
      PodLife.give(home.pod(pod.id()).resolve("root-cert.pem"), roots.pem(plane, at));
      PodLife.give(
          home.pod(pod.id()).resolve("token"),
          api.token(pod.kind().namespace(), pod.kind().account(), tokenLife(pod)));
      agent = Optional.of(site.agent(pod, plane, launcher.readable(envoy)));
    }
    Optional<Part> program =
        PodLife.command(pod, home.runtime()).map(command -> site.app(pod, command));
    Runnable capture =
        pod.injected()
            ? () -> Capture.apply(pod, RedirectSettings.SIDECAR.with(DnsCapture.EVERYTHING))
            : () -> {};
    PodLife life = new PodLife(pod, api, new PodLife.Processes(agent, program), capture, events);
    synchronized (lives) {
      lives.put(pod.id(), life);
    }
    if (layout.workload(pod).filter(Workload::hindered).isPresent()) {
      life.startHindered();
      events.say("pod " + pod.id() + " is not waited for: its clock or token is wrong on purpose");
      return;
    }
    life.start();
    events.say("pod " + pod.id() + " (" + pod.address() + ") is ready");
  }

  private Duration tokenLife(Pod pod) {
    return layout.workload(pod).map(workload -> workload.tokenLife()).orElse(PodLife.LIFE_OF_TOKEN);
  }

  private Map<String, PodLife> lives() {
    synchronized (lives) {
      return Map.copyOf(lives);
    }
  }

  private interface Step<T> {
    void take(T value);
  }

  /// Takes a step for each of some things, a few at a time; the first failure counts.
  private static <T> void all(List<T> things, Step<T> step) {
    Semaphore turns = new Semaphore(STARTING);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (T thing : things) {
        running.add(
            CompletableFuture.runAsync(
                () -> {
                  turns.acquireUninterruptibly();
                  try {
                    step.take(thing);
                  } finally {
                    turns.release();
                  }
                },
                threads));
      }
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  private void end() {
    List<PodLife> pods;
    synchronized (lives) {
      pods = List.copyOf(lives.values());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      pods.forEach(life -> threads.execute(life::stop));
    }
    synchronized (planes) {
      planes.values().forEach(Part::stop);
    }
    links.stop();
    synchronized (clusters) {
      clusters.values().forEach(Part::stop);
    }
  }
}
