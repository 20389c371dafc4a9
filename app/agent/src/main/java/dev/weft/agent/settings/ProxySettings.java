package dev.weft.agent.settings;

import java.nio.file.Path;
import java.time.Duration;

/// Which proxy to run and how to end it.
///
/// @param envoy the program, when it is Envoy
/// @param concurrency event loops or workers; zero for one per processor
/// @param ending how it ends
public record ProxySettings(Kind kind, String envoy, int concurrency, Ending ending) {
  /// Which proxy.
  public enum Kind {
    WEFT,
    ENVOY,
    /// Another process starts it, or there is none.
    NONE
  }

  /// How a proxy ends.
  ///
  /// @param drain how long clients have to leave
  /// @param untilEmpty whether to wait, after `least`, for as long as anybody is connected
  /// @param least the shortest wait then
  public record Ending(Duration drain, boolean untilEmpty, Duration least) {}

  /// The files and ports of an agent.
  ///
  /// @param directory for the bootstrap file and sockets
  /// @param secrets socket that serves the workload's secrets
  /// @param discovery socket that passes discovery on
  /// @param statusPort of the agent's HTTP; zero for none
  /// @param adminPort of the proxy's admin interface, on loopback
  public record Doors(Path directory, Path secrets, Path discovery, int statusPort, int adminPort) {
    /// The proxy's bootstrap file.
    public Path bootstrap() {
      return directory.resolve("bootstrap.yaml");
    }
  }
}
