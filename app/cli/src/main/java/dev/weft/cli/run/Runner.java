package dev.weft.cli.run;

import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.run.Household.Condition;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Programs;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/// Brings a mesh up, and down again.
public final class Runner {
  /// A part that is not ready after this long does not keep the others from being used.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// How long the gateway may need to answer after everything is ready.
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final Request request;
  private final RunDirectory run;
  private final Manifest manifest;
  private final Chronicle chronicle;
  private final Household household;
  private final Crew crew;
  private final Tokens tokens;
  private final Tenure tenure;
  private final Ending ending = new Ending();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Runner(Request request, Manifest manifest, Tenure tenure, Parts parts, Terminal terminal)
      throws IOException {
    this.request = request;
    this.manifest = manifest;
    this.tenure = tenure;
    run = new RunDirectory(request.directory());
    run.prepare();
    tokens = Tokens.of(run, manifest.served().trustDomain());
    chronicle = new Chronicle(terminal, manifest.width());
    household =
        new Household(
            run,
            request.dataPlane(),
            request.ports(),
            manifest.members(),
            manifest.doorway().toRegister(manifest.served()));
    crew = new Crew(run, parts, household, chronicle);
  }

  /// Looks whether a mesh can come up.
  ///
  /// @throws Refusal when it cannot; nothing has been started then
  public static Runner prepare(
      Request request, Environment environment, Terminal terminal, Programs programs) {
    Manifest manifest = Manifest.read(request, environment, terminal);
    RunDirectory run = new RunDirectory(request.directory());
    Parts parts = new Parts(request, run, environment, programs, manifest.served().trustDomain());
    if (request.dataPlane() == DataPlane.ENVOY) {
      parts.envoy();
    }
    Tenure tenure = Tenure.take(run, request.shown());
    try {
      Examination.of(request, manifest.members(), manifest.doorway().ports().values(), environment);
      return new Runner(request, manifest, tenure, parts, terminal);
    } catch (IOException failed) {
      abandon(tenure, terminal);
      throw Refusal.because(
          Exit.FAILED, "cannot write to " + run.state() + ": " + Failure.words(failed));
    } catch (Refusal refused) {
      abandon(tenure, terminal);
      throw refused;
    }
  }

  private static void abandon(Tenure tenure, Terminal terminal) {
    try {
      tenure.end();
    } catch (IOException failed) {
      terminal.line("weft: the lock stays until this process ends: " + Failure.words(failed));
    }
  }

  /// Starts everything and returns when it is ready, having told the user so; or, when a part will
  /// not get ready, having told which.
  ///
  /// @throws Refusal when something essential does not start; everything is stopped then
  public void up() {
    try {
      chronicle.say("Weft runs " + request.shown());
      chronicle.step(
          "resources",
          manifest.served().resources().size()
              + " in "
              + manifest.served().files()
              + (manifest.served().files() == 1 ? " file" : " files"));
      household.publish();
      controlPlane();
      for (Member member : manifest.members()) {
        crew.proxy(member, request.ports(), tokens);
      }
      manifest.members().forEach(crew::app);
      Watch watch =
          new Watch(
              manifest,
              request.ports(),
              household,
              tokens,
              new Watch.Surroundings(chronicle, ending));
      Thread.ofVirtual().name("watch").start(watch);
      manifest.members().forEach(this::await);
      settle();
      if (!ending.begun()) {
        List<String> screen = Screen.lines(request, manifest, late());
        household.arrived(screen);
        screen.forEach(chronicle::say);
      }
    } catch (Refusal failed) {
      stop();
      throw failed;
    }
  }

  private void controlPlane() {
    crew.controlPlane();
    int port = request.ports().plain();
    boolean listening = ending.within(PATIENCE, () -> Probe.connects("127.0.0.1", port));
    if (!listening && !ending.begun()) {
      throw Refusal.because(
          Exit.TIMED_OUT,
          "the control plane does not listen on 127.0.0.1:"
              + port
              + " after "
              + PATIENCE.toSeconds()
              + " s; its log is "
              + run.log(Crew.CONTROL_PLANE));
    }
    household.controlPlane(Condition.READY, 0);
    chronicle.step(
        "control plane",
        "xDS and certificates on 127.0.0.1:"
            + port
            + ", debug pages on http://127.0.0.1:"
            + request.ports().monitoring());
  }

  private void await(Member member) {
    boolean ready =
        ending.within(
            PATIENCE,
            () -> {
              chronicle.waiting(member.name());
              return household.ready(member);
            });
    if (ending.begun()) {
      return;
    }
    if (ready) {
      chronicle.step(member.gateway() ? "gateway" : member.name(), place(member));
    } else {
      chronicle.trouble(
          member.name(),
          "not ready after " + PATIENCE.toSeconds() + " s because of " + late(member));
    }
  }

  private List<String> late() {
    return manifest.members().stream()
        .filter(member -> !household.ready(member))
        .map(Member::name)
        .toList();
  }

  private String place(Member member) {
    if (member.gateway()) {
      return manifest.doorway().ports().values().stream()
          .map(port -> "127.0.0.1:" + port)
          .collect(Collectors.joining(", "));
    }
    return member.addresses().workload()
        + member.ports().stream().map(port -> ":" + port.number()).findFirst().orElse("")
        + (member.app().isPresent() ? "" : ", listening already");
  }

  private String late(Member member) {
    return household.proxy(member) == Condition.READY
        ? "its application (" + household.app(member) + ", see weft logs " + member.name() + ")"
        : "its proxy ("
            + household.proxy(member)
            + ", see weft logs --proxy "
            + member.name()
            + ")";
  }

  /// The last endpoint was published a moment ago; waits until the gateway's own port answers.
  private void settle() {
    Doorway doorway = manifest.doorway();
    doorway
        .ports()
        .values()
        .forEach(port -> ending.within(SETTLING, () -> Probe.connects("127.0.0.1", port)));
    doorway.curl().ifPresent(line -> ending.within(SETTLING, () -> Probe.curl(line)));
  }

  /// Waits until somebody stops the mesh.
  public void awaitStop() {
    try {
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Stops everything and returns when nothing is left but the logs; later calls wait for the first
  /// one.
  public void stop() {
    if (!ending.begin()) {
      awaitStop();
      return;
    }
    try {
      crew.dismiss();
      household.close();
      run.clear();
    } catch (IOException failed) {
      chronicle.say("weft: cannot clean up " + run.root() + ": " + Failure.words(failed));
    } finally {
      try {
        tenure.end();
      } catch (IOException failed) {
        chronicle.say("weft: the lock stays until this process ends: " + Failure.words(failed));
      }
      stopped.countDown();
    }
  }
}
