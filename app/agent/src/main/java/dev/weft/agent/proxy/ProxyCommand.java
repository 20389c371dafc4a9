package dev.weft.agent.proxy;

import dev.weft.agent.settings.AgentSettings;
import dev.weft.agent.settings.ProxySettings;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.Launch;
import dev.weft.host.process.OwnCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How a proxy is started.
public final class ProxyCommand {
  /// Options of the Java virtual machine of Weft's proxy, where an agent starts it; the agent's own
  /// are in `WEFT_JAVA_OPTIONS`, as for every program of Weft.
  public static final String JAVA_OPTIONS = "WEFT_PROXY_JAVA_OPTIONS";

  private ProxyCommand() {}

  /// The command line, with a bootstrap file that is there already.
  ///
  /// @throws Refusal when the program is not there
  /// @throws IllegalArgumentException when there is no proxy to start
  public static Launch of(AgentSettings settings, Environment environment) {
    String file = settings.doors().bootstrap().toString();
    String threads = String.valueOf(settings.proxy().concurrency());
    Map<String, String> variables = new TreeMap<>(environment.variables());
    List<String> command =
        switch (settings.proxy().kind()) {
          case WEFT -> {
            variables.putAll(OwnCommand.variables());
            variables.put(
                "WEFT_JAVA_OPTIONS", environment.variables().getOrDefault(JAVA_OPTIONS, ""));
            yield OwnCommand.of(
                List.of(
                    "proxy", "-c", file, "--concurrency", threads, "--termination-drain-s", "0"));
          }
          case ENVOY -> envoy(settings.proxy(), file, threads);
          case NONE -> throw new IllegalArgumentException("no proxy is to be started");
        };
    Path directory = settings.doors().directory();
    Launch launch = new Launch(command, directory, variables);
    if (launch.program().isEmpty()) {
      throw Refusal.because(
          Exit.REFUSED,
          "there is no program "
              + command.getFirst()
              + "; install it, or name it with --envoy-binary FILE");
    }
    return launch;
  }

  private static List<String> envoy(ProxySettings proxy, String file, String threads) {
    List<String> command =
        new ArrayList<>(
            List.of(
                proxy.envoy(),
                "-c",
                file,
                "--disable-hot-restart",
                "--drain-time-s",
                "45",
                "--drain-strategy",
                "immediate",
                "--log-level",
                "warning",
                "--component-log-level",
                "misc:error",
                "--file-flush-interval-msec",
                "100"));
    if (proxy.concurrency() > 0) {
      command.addAll(List.of("--concurrency", threads));
    }
    return command;
  }
}
