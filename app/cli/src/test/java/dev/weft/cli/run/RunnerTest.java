package dev.weft.cli.run;

import static dev.weft.cli.mesh.Directories.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.cli.mesh.Directories;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.port.HeldPort;
import dev.weft.host.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mesh of real applications and pretended programs of Weft.
final class RunnerTest {
  /// Addresses that neither a mesh of a user nor another test has.
  private static final int BLOCK = 194 + (int) (ProcessHandle.current().pid() % 50);

  private static final String FIRST = "127." + BLOCK + ".1.1";

  @TempDir private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Fakes fakes = new Fakes();
  private final List<HeldPort> ports = new ArrayList<>();
  private List<Runner> runners = List.of();

  @AfterEach
  void nothingIsLeft() throws IOException {
    runners.forEach(Runner::stop);
    for (HeldPort port : ports) {
      port.close();
    }
    assertThat(fakes.running).isEmpty();
  }

  private Runner prepare() throws IOException {
    return prepare(DataPlane.WEFT, environment());
  }

  private Runner prepare(DataPlane dataPlane, Environment environment) throws IOException {
    Terminal terminal = Terminal.plain(environment.out());
    Runner runner = Runner.prepare(request(dataPlane), environment, terminal, fakes.programs());
    runners = List.of(runner);
    return runner;
  }

  private Environment environment() {
    return environment(Map.of());
  }

  private Environment environment(Map<String, String> more) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Map<String, String> variables = new HashMap<>(more);
    variables.put("PATH", System.getenv().getOrDefault("PATH", "/bin"));
    return new Environment(directory, variables, out, out);
  }

  private Request request() throws IOException {
    return request(DataPlane.WEFT);
  }

  private Request request(DataPlane dataPlane) throws IOException {
    return new Request(
        directory,
        "mesh",
        "./weft",
        " -C mesh",
        dataPlane,
        Isolation.SHARED,
        new MeshPorts(BLOCK, held(), held(), held(), held(), held()));
  }

  private int held() throws IOException {
    HeldPort port = HeldPort.on("127.0.0.1");
    ports.add(port);
    return port.number();
  }

  private RunDirectory run() {
    return new RunDirectory(directory);
  }

  private MeshRecord.Part part(String name) {
    return MeshRecord.of(run()).orElseThrow().part(name).orElseThrow();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /// Puts a directory in the place of a file that may be written, and made, at any moment.
  private static void obstruct(Path file) {
    await(() -> {
      try {
        Files.deleteIfExists(file);
        Files.createDirectory(file);
        return true;
      } catch (FileAlreadyExistsException written) {
        return false;
      } catch (IOException failed) {
        throw new java.io.UncheckedIOException(failed);
      }
    });
  }

  private boolean said(String words) {
    return said.toString(StandardCharsets.UTF_8).contains(words);
  }

  private String members() {
    try {
      return Files.readString(run().resources().resolve("members.yaml"));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void aMeshComesUpSaysSoAndLeavesNothingButItsLogs() throws IOException {
    Directories.write(
        directory, "mesh.yaml", workload("a", "command: [sh, -c, 'echo hi; exec sleep 1000']"));
    Runner runner = prepare();

    runner.up();

    assertThat(fakes.started).containsExactly("control-plane", "agent", "proxy");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("ok  control plane", "ok  a", "The mesh is up", "./weft down -C mesh");
    MeshRecord record = MeshRecord.of(run()).orElseThrow();
    assertThat(record.ready()).isTrue();
    assertThat(members()).contains(FIRST);
    ProcessHandle app = ProcessHandle.of(part("a").pid()).orElseThrow();
    await(() -> said("| hi"));

    runner.stop();

    assertThat(app.isAlive()).isFalse();
    assertThat(MeshRecord.of(run())).isEmpty();
    try (var left = Files.list(run().root())) {
      assertThat(left).containsExactly(run().logs());
    }
    assertThat(run().log("a")).hasContent("hi");
  }

  @Test
  void anApplicationThatEndsIsWithdrawnAndStartedAgain() throws IOException {
    Directories.write(
        directory,
        "mesh.yaml",
        workload("a", "command: [sh, -c, 'test -e down && exit 7; exec sleep 1000']"));
    Runner runner = prepare();
    runner.up();
    long first = part("a").pid();
    Directories.write(directory, "down", "");

    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    await(() -> said("exited with status 7; starting it again in 1000 ms"));

    assertThat(said("was ended by signal 9; starting it again in 500 ms")).isTrue();
    assertThat(part("a").restarts()).isGreaterThanOrEqualTo(2);
    await(() -> !members().contains(FIRST));

    Files.delete(directory.resolve("down"));
    await(() -> part("a").app().equals("ready") && members().contains(FIRST));
    assertThat(part("a").pid()).isNotEqualTo(first);
  }

  @Test
  void whatCannotBeWrittenIsToldAndCostsTheMeshNothingButTheLines() throws IOException {
    Directories.write(
        directory,
        "mesh.yaml",
        workload("a", "command: [sh, -c, 'while :; do echo tick; sleep 0.1; done']"));
    Runner runner = prepare();
    runner.up();
    long first = part("a").pid();
    obstruct(run().log("a"));
    obstruct(run().record());
    Files.createDirectory(run().record().resolve("in the way"));

    await(() -> said("cannot write to " + run().log("a") + ": "));
    ProcessHandle.of(first).orElseThrow().destroyForcibly();
    await(() -> said("cannot write to " + run().root() + ": "));
    await(() -> said("starting it again in 500 ms"));
    assertThat(fakes.running).contains("control-plane", "agent", "proxy");

    Files.delete(run().record().resolve("in the way"));
    Files.delete(run().record());
    Files.delete(run().log("a"));
    await(() -> said("is written again; ") && said("what starts and ends is written down again"));
    await(() -> part("a").app().equals("ready") && part("a").pid() != first);
    assertThat(Files.readString(run().log("a")))
        .contains(" lines are missing: they could not be written)\ntick\n");
  }

  @Test
  void whatAPartSaidLastIsHeardWhenItEndsThoughOnlyItsLogHasItsLines() throws IOException {
    Directories.write(directory, "mesh.yaml", workload("a", "command: [sleep, '1000']"));
    Path envoy = Directories.write(directory, "envoy", "#!/bin/sh\necho no build >&2; exit 3\n");
    assertThat(envoy.toFile().setExecutable(true)).isTrue();
    Runner runner = prepare(DataPlane.ENVOY, environment(Map.of("WEFT_ENVOY", envoy.toString())));
    Thread up = Thread.ofVirtual().start(runner::up);

    await(() -> said("proxy of a ") && said("it last said: no build; starting it again in"));

    assertThat(said("exited with status 3; it last said: no build; starting it again in 500 ms"))
        .isTrue();
    assertThat(Files.readString(run().proxyLog("a"))).contains("no build");
    runner.stop();
    await(() -> !up.isAlive());
  }

  @Test
  void aSecondRunnerOfTheSameDirectoryIsRefusedAndTheFirstGoesOn() throws IOException {
    Directories.write(directory, "mesh.yaml", workload("a", "command: [sleep, '1000']"));
    prepare().up();
    List<Runner> first = runners;

    assertThatThrownBy(this::prepare)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.exit()).isEqualTo(Exit.BUSY))
        .hasMessageContaining("mesh is already running (pid ");

    assertThat(runners).isSameAs(first);
    assertThat(MeshRecord.of(run())).isPresent();
  }

  @Test
  void aMissingProgramIsNamedAndNothingIsStarted() {
    Directories.write(directory, "mesh.yaml", workload("a", "command: [no-such-program]"));

    assertThatThrownBy(this::prepare)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.exit()).isEqualTo(Exit.REFUSED);
              assertThat(refusal.problems().toString())
                  .contains("mesh.yaml:", "there is no program 'no-such-program'");
            });
    assertThat(fakes.started).isEmpty();
  }

  @Test
  void aMissingDirectoryOfAProgramIsNamed() {
    Directories.write(
        directory, "mesh.yaml", workload("a", "command: [sh]\nworkingDirectory: nowhere"));

    assertThatThrownBy(this::prepare)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal ->
                assertThat(refusal.problems().toString())
                    .contains("there is no directory " + directory.resolve("nowhere")));
  }

  @Test
  void aPortThatIsTakenIsNamedWithWhoNeedsIt() throws IOException {
    Directories.write(
        directory, "mesh.yaml", workload("a", "command: [sh]\nports: [{name: http, port: 9080}]"));
    try (ServerSocket taken = new ServerSocket(9080, 1, InetAddress.ofLiteral(FIRST))) {
      assertThat(taken.isBound()).isTrue();

      assertThatThrownBy(this::prepare)
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.exit()).isEqualTo(Exit.BUSY))
          .hasMessageContaining("port " + FIRST + ":9080 is taken")
          .hasMessageContaining("the proxy of a needs it")
          .hasMessageContaining("choose another with --block (a second mesh");
    }
  }

  @Test
  void aDirectoryWithErrorsOrWithoutWorkloadsIsRefused() {
    Directories.write(directory, "mesh.yaml", "a: [");
    assertThatThrownBy(this::prepare)
        .isInstanceOf(Refusal.class)
        .hasMessage("1 error in mesh, so nothing was started");

    Directories.write(directory, "mesh.yaml", "# nothing yet\n");
    assertThatThrownBy(this::prepare)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("no Workload in it");
  }

  @Test
  void aMeshThatIsStoppedWhileItStartsLeavesNothing() throws IOException {
    Directories.write(
        directory,
        "mesh.yaml",
        workload("a", "command: [sleep, '1000']\nreadiness: {tcpSocket: {port: 1}}"));
    Runner runner = prepare();
    Thread up = Thread.ofVirtual().start(runner::up);
    await(() -> fakes.running.contains("proxy") && MeshRecord.of(run()).isPresent());

    runner.stop();

    await(() -> !up.isAlive());
    assertThat(MeshRecord.of(run())).isEmpty();
    assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("The mesh is up");
  }

  @Test
  void aMeshOfWhichAPartIsNotReadyIsNotSaidToBeWhole() throws IOException {
    Directories.write(directory, "mesh.yaml", workload("a", "command: [sleep, '1000']"));
    Environment environment = environment();
    Request request = request();
    Manifest manifest = Manifest.read(request, environment, Terminal.plain(environment.out()));

    assertThat(Screen.lines(request, manifest, List.of("a")))
        .contains(
            "The mesh is up, but not ready yet: a; 1 workload behind its own proxy, every call"
                + " between them under mutual TLS.");
    assertThat(Screen.lines(request, manifest, List.of()))
        .contains(
            "The mesh is up: 1 workload behind its own proxy, every call between them under mutual"
                + " TLS.");
  }
}
