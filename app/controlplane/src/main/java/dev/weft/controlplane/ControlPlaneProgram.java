package dev.weft.controlplane;

import dev.weft.compiler.Compiler;
import dev.weft.compiler.emission.Emitter;
import dev.weft.host.Environment;
import dev.weft.host.Options;
import dev.weft.host.Program;
import dev.weft.host.Running;
import java.util.List;

/// `weft control-plane`.
public final class ControlPlaneProgram implements Program {
  @Override
  public String name() {
    return "control-plane";
  }

  @Override
  public String summary() {
    return "serve configuration, certificates and secrets to proxies";
  }

  @Override
  public Options options() {
    return Settings.OPTIONS;
  }

  @Override
  public Running start(List<String> arguments, Environment environment) {
    Settings settings = Settings.of(options().parse(arguments), environment);
    Emitter emitter = new Emitter();
    return ControlPlane.start(
        settings, (world, node) -> Compiler.compile(world, node, emitter), environment.log());
  }
}
