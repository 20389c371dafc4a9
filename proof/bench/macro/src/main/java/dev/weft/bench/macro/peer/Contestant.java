package dev.weft.bench.macro.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A proxy that takes part.
public enum Contestant {
  WEFT("weft"),
  ENVOY("envoy"),
  HAPROXY("haproxy");

  private final String label;

  Contestant(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /// Writes the configuration of a hop below `folder` and starts the proxy on one processor.
  ///
  /// @param root the project's folder, where the launcher and the fetched peers are
  /// @param processor the number of the processor it may use
  public PinnedProcess start(Path root, Path folder, Hop hop, int processor) {
    Path file =
        folder.resolve(label + "-" + hop.listenPort() + (this == HAPROXY ? ".cfg" : ".yaml"));
    Path log = folder.resolve(label + "-" + hop.listenPort() + ".access.log");
    try {
      if (this == HAPROXY) {
        Path map = folder.resolve("hosts-" + hop.listenPort() + ".map");
        Files.writeString(map, HaproxyFile.map(hop));
        Files.writeString(file, HaproxyFile.text(hop, map.toString()));
      } else {
        Files.writeString(file, BootstrapFile.text(hop, hop.listenPort() + 1, log.toString()));
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    return PinnedProcess.start(
        command(root, file), processor, folder.resolve(file.getFileName() + ".out"));
  }

  private List<String> command(Path root, Path file) {
    Path peers = root.resolve(".weft/peers");
    return switch (this) {
      case WEFT -> List.of(root.resolve("weft").toString(), "proxy", "-c", file.toString());
      case ENVOY ->
          List.of(
              peers.resolve("envoy/envoy").toString(),
              "-c",
              file.toString(),
              "--concurrency",
              "1",
              "--log-level",
              "error",
              "--use-dynamic-base-id");
      case HAPROXY ->
          List.of(peers.resolve("haproxy/haproxy").toString(), "-f", file.toString(), "-db");
    };
  }
}
