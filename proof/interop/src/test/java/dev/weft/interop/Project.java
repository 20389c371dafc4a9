package dev.weft.interop;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where things are: the project's folder and the peers that the build fetched.
public final class Project {
  private static final Path ROOT = root();

  private Project() {}

  public static Path path(String relative) {
    return ROOT.resolve(relative);
  }

  public static Path envoy() {
    return fetched("envoy/envoy");
  }

  static Path haproxy() {
    return fetched("haproxy/haproxy");
  }

  private static Path fetched(String name) {
    Path file = ROOT.resolve(".weft/peers").resolve(name);
    if (!Files.isExecutable(file)) {
      throw new IllegalStateException(file + " is missing; run proof/peers/fetch");
    }
    return file;
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("core/model/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("not below the project's folder");
      }
    }
    return folder;
  }
}
