package dev.weft.agent;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Program;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import java.io.IOException;
import java.util.List;

/// `weft agent`.
public final class AgentProgram implements Program {
  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String summary() {
    return "make a workload's key, have it certified, serve it to its proxy";
  }

  @Override
  public Options options() {
    return AgentSettings.OPTIONS;
  }

  @Override
  public Running start(List<String> arguments, Environment environment) {
    AgentSettings settings = AgentSettings.of(options().parse(arguments), environment);
    try {
      return Agent.start(settings, environment.log());
    } catch (IOException taken) {
      throw Refusal.because(
          Exit.FAILED, "cannot serve secrets on " + settings.socket() + ": " + taken.getMessage());
    }
  }
}
