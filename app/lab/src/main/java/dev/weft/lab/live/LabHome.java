package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.topology.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// The folders of a lab: what is kept about it, closed to others, and what its pods need, readable
/// by their ordinary users.
///
/// @param name of the lab
public record LabHome(String name) {
  private static final Path RUNTIME = Path.of("/run/weft");

  /// Where the state of all labs of this copy of Weft is.
  public static Path all() {
    return Path.of(System.getProperty("weft.root", "")).toAbsolutePath().resolve(".weft/lab");
  }

  /// Those that have left something.
  public static List<LabHome> known() {
    if (!Files.isDirectory(all())) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(all())) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> new LabHome(folder.getFileName().toString()))
          .toList();
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.FAILED, "cannot read " + all() + ": " + unreadable.getMessage());
    }
  }

  /// What is kept, closed to others.
  public Path state() {
    return all().resolve(name);
  }

  /// What processes of pods read and write.
  public Path runtime() {
    return RUNTIME.resolve(name);
  }

  /// The lab file that it was made from, as it was then.
  public Path file() {
    return state().resolve("source/lab.yaml");
  }

  public Path record() {
    return state().resolve("record.json");
  }

  /// What happened, a line each.
  public Path events() {
    return state().resolve("events.log");
  }

  /// What the last check saw.
  public Path sightings() {
    return state().resolve("sightings.tsv");
  }

  public Path log(String process) {
    return state().resolve("logs").resolve(process.replace('/', '-') + ".log");
  }

  /// The folder of one cluster's API server.
  public Path cluster(String cluster) {
    return state().resolve("clusters").resolve(cluster);
  }

  /// How a cluster's API server is reached, written by it.
  public Path kubeconfig(String cluster) {
    return cluster(cluster).resolve("kubeconfig");
  }

  /// The folder of one control plane.
  public Path controlPlane(String id) {
    return state().resolve("control-planes").resolve(id.replace('/', '-'));
  }

  /// The folder of one mesh's root key.
  public Path root(String mesh) {
    return state().resolve("roots").resolve(mesh);
  }

  /// The folder of a pod, which belongs to its proxy's user.
  public Path pod(String id) {
    return runtime().resolve("pods").resolve(id.replace('/', '-'));
  }

  /// How the supervisor is talked to.
  public Path socket() {
    return runtime().resolve("supervisor.sock");
  }

  /// Makes the folders anew and keeps a copy of the lab's files.
  public void prepare(LabText text, Lab lab) {
    try {
      PrivateFiles.remove(state());
      PrivateFiles.directory(state());
      PrivateFiles.directory(state().resolve("logs"));
      PrivateFiles.write(file(), text.text());
      for (String name : lab.resources().stream().flatMap(one -> one.files().stream()).toList()) {
        PrivateFiles.write(file().resolveSibling(name), text.resources(name));
      }
      PrivateFiles.empty(events());
      open(RUNTIME);
      open(runtime());
      open(runtime().resolve("pods"));
    } catch (IOException unwritable) {
      throw Refusal.because(
          Exit.FAILED, "cannot write the lab's folders: " + unwritable.getMessage());
    }
  }

  private static void open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Removes the folders but keeps the logs; nothing may be mounted below them any more.
  public void clear() {
    try {
      PrivateFiles.remove(runtime());
      Files.deleteIfExists(record());
    } catch (IOException stuck) {
      throw Refusal.because(Exit.FAILED, "cannot remove " + runtime() + ": " + stuck.getMessage());
    }
  }
}
