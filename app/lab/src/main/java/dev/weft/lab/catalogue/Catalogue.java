package dev.weft.lab.catalogue;

import dev.weft.api.schema.Nearest;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Finds a lab by the name of one that Weft brings along, or by its file.
public final class Catalogue {
  /// In the order in which a newcomer should read them.
  private static final List<String> NAMES =
      List.of(
          "no-mesh",
          "one-control-plane",
          "two-meshes",
          "two-networks",
          "multi-primary",
          "multi-network",
          "primary-remote",
          "external-control-plane");

  private Catalogue() {}

  /// The names of the labs that Weft brings along.
  public static List<String> names() {
    return NAMES;
  }

  /// The lab of a name or a file; a name wins unless it is written as a path.
  ///
  /// @throws Refusal when there is neither
  public static LabText open(String written, Environment environment) {
    if (NAMES.contains(written)) {
      return shipped(written);
    }
    Path path = environment.path(written);
    Path file = Files.isDirectory(path) ? path.resolve("lab.yaml") : path;
    if (!Files.isRegularFile(file)) {
      throw Refusal.because(
          Exit.REFUSED,
          "there is no lab '" + written + "' and no such file; " + Nearest.remedy(written, NAMES));
    }
    return read(file);
  }

  /// One that Weft brings along.
  public static LabText shipped(String name) {
    return LabText.ofResource(name);
  }

  private static LabText read(Path file) {
    try {
      return LabText.ofFile(file);
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.REFUSED, file + " cannot be read: " + unreadable.getMessage());
    }
  }
}
