package dev.weft.agent;

import dev.weft.agent.settings.AgentSettings;
import dev.weft.host.Environment;
import dev.weft.host.Options;
import dev.weft.host.Program;
import dev.weft.host.Running;
import java.util.List;

/// `weft agent`, `weft agent wait` and `weft agent request`.
public final class AgentProgram implements Program {
  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String summary() {
    return "make a workload's key, have it certified, and run the proxy beside it"
        + " ('weft agent wait' blocks until that proxy serves)";
  }

  @Override
  public Options options() {
    return AgentSettings.OPTIONS;
  }

  @Override
  public Running start(List<String> arguments, Environment environment) {
    if (!arguments.isEmpty() && arguments.getFirst().equals("wait")) {
      return Waiting.start(arguments.subList(1, arguments.size()), environment);
    }
    if (!arguments.isEmpty() && arguments.getFirst().equals("request")) {
      return Requesting.start(arguments.subList(1, arguments.size()), environment);
    }
    return Agent.start(AgentSettings.of(options().parse(arguments), environment), environment);
  }
}
