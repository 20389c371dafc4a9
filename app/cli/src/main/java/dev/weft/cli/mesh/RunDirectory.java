package dev.weft.cli.mesh;

import dev.weft.host.file.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/// Where a mesh keeps what it needs while it runs: `.weft/run` below the directory that it serves.
///
/// @param served the directory of YAML, absolute
public record RunDirectory(Path served) {
  /// `sun_path` holds 108 bytes (unix(7)); the rest is for the socket's own name.
  private static final int SOCKET_PATH_LIMIT = 90;

  public RunDirectory {
    served = served.toAbsolutePath().normalize();
  }

  public Path root() {
    return served.resolve(".weft").resolve("run");
  }

  /// What the control plane keeps from one run to the next.
  public Path state() {
    return served.resolve(".weft");
  }

  /// Where the root key of the mesh is kept from one run to the next.
  public Path authority() {
    return served.resolve(".weft").resolve("ca");
  }

  /// What is running, written by the runner: see [MeshRecord].
  public Path record() {
    return root().resolve("mesh.json");
  }

  /// Held by the runner as long as it lives.
  public Path lock() {
    return served.resolve(".weft").resolve("lock");
  }

  public Path logs() {
    return root().resolve("logs");
  }

  /// The output of a member's application, or of another part by its name.
  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  public Path proxyLog(String name) {
    return logs().resolve(name + ".proxy.log");
  }

  public Path accessLog(String name) {
    return logs().resolve(name + ".access.log");
  }

  public Path bootstrap(String name) {
    return root().resolve(name).resolve("bootstrap.yaml");
  }

  /// Resources that the runner writes for the control plane, beside those of the user.
  public Path resources() {
    return root().resolve("resources");
  }

  /// The socket of a member's agent. Below the run directory, unless that is too deep for the path
  /// of a socket: then in a directory of its own for temporary files.
  public Path socket(String name) {
    Path usual = root().resolve(name).resolve("sds.sock");
    return usual.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_PATH_LIMIT
        ? usual
        : sockets().resolve(shortened(name) + ".sock");
  }

  /// The directory for sockets of a mesh whose own is too deep.
  public Path sockets() {
    return Path.of(System.getProperty("java.io.tmpdir"), "weft-" + shortened(served.toString()));
  }

  private static String shortened(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  /// Removes everything but the logs.
  public void clear() throws IOException {
    PrivateFiles.remove(sockets());
    if (!Files.isDirectory(root())) {
      return;
    }
    Files.deleteIfExists(record());
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root())) {
      for (Path entry : entries) {
        if (!entry.equals(logs())) {
          PrivateFiles.remove(entry);
        }
      }
    }
  }

  /// Makes it anew, closed to others, without what an earlier run left.
  public void prepare() throws IOException {
    PrivateFiles.directory(served.resolve(".weft"));
    PrivateFiles.remove(root());
    PrivateFiles.remove(sockets());
    PrivateFiles.directory(logs());
    PrivateFiles.directory(resources());
  }
}
