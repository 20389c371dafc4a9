package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.machine.Mounts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes Weft's programs startable by ordinary users of pods: a folder that is closed to them is
/// mounted where they can read it, and a small script names each program's heap.
final class Launcher {
  /// A lab has dozens of processes on a few processors: a quick start and little memory matter more
  /// than speed, so nothing is compiled for the long run. All have the cache of the proxy, which
  /// knows most of what they load, and map it where it was written for, so that they share it.
  private static final String SCRIPT =
      """
      #!/bin/sh
      heap=-Xmx96m cache=
      case ${1:-} in
        control-plane) heap=-Xmx256m ;;
        lab-cluster) heap=-Xmx128m ;;
        agent) heap=-Xmx48m ;;
      esac
      # Not before: whoever is still root would make the library's files, and others could not read them.
      if [ -n "${WEFT_CLOCK:-}" ]; then
        export LD_PRELOAD="$WEFT_CLOCK_LIBRARY" FAKETIME="$WEFT_CLOCK" FAKETIME_DONT_FAKE_MONOTONIC=1
      fi
      home='%s'
      [ -n "$home" ] && [ -r "$home/proxy.aot" ] && cache="-XX:AOTCache=$home/proxy.aot"
      exec '%s' -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData \\
        -XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 \\
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
        -Xlog:disable -Xlog:all=error:stderr -Djava.net.preferIPv4Stack=true $heap $cache \\
        "-Dweft.root=%s" "-Dweft.home=$home" "-Dweft.launcher=$0" -cp '%s' dev.weft.cli.Main "$@"
      """;

  private final LabHome home;
  private final Map<Path, Path> mounts = new LinkedHashMap<>();

  Launcher(LabHome home) {
    this.home = home;
  }

  /// The script.
  Path file() {
    return home.runtime().resolve("weft");
  }

  /// Mounts what is closed, and writes the script.
  void prepare() {
    String paths =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> readable(Path.of(entry)).toString())
            .collect(Collectors.joining(File.pathSeparator));
    String build = System.getProperty("weft.home", "");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      Files.writeString(
          file(),
          SCRIPT.formatted(
              build.isEmpty() ? "" : readable(Path.of(build)),
              java,
              System.getProperty("weft.root", "."),
              paths));
      Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException unwritable) {
      throw Refusal.because(Exit.FAILED, "cannot write " + file() + ": " + unwritable.getMessage());
    }
  }

  /// The same file where everybody can reach it. Pods that start at the same time all ask.
  synchronized Path readable(Path file) {
    Path real = real(file);
    Optional<Path> closed = Mounts.closed(real);
    if (closed.isEmpty()) {
      return real;
    }
    Path source = closed.get();
    return mounts
        .computeIfAbsent(
            source, path -> Mounts.show(path, home.runtime().resolve("m" + mounts.size())))
        .resolve(source.relativize(real));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException absent) {
      return file.toAbsolutePath().normalize();
    }
  }
}
