package dev.weft.lab.live;

import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is written down of a running lab, so that other commands find it.
///
/// @param pid of the supervisor
/// @param started when it was, in milliseconds, so that its number is not mistaken for another's
/// @param proxy whose proxies workloads have that do not say
/// @param state `starting`, `ready`, `failed`
public record LabRecord(long pid, long started, String proxy, String state) {
  private static final JsonMapper JSON = new JsonMapper();

  /// The record of this process.
  static LabRecord ofProcess(String proxy, String state) {
    ProcessHandle self = ProcessHandle.current();
    return new LabRecord(self.pid(), Lifetime.began(self), proxy, state);
  }

  /// The record of a lab, if there is one.
  public static Optional<LabRecord> of(LabHome home) {
    try {
      JsonNode tree = JSON.readTree(Files.readString(home.record()));
      return Optional.of(
          new LabRecord(
              tree.path("pid").asLong(0),
              tree.path("started").asLong(0),
              tree.path("proxy").asString("weft"),
              tree.path("state").asString("")));
    } catch (IOException | JacksonException absent) {
      return Optional.empty();
    }
  }

  /// The supervisor, if it lives.
  public Optional<ProcessHandle> supervisor() {
    return Lifetime.of(pid, started);
  }

  void write(LabHome home) {
    try {
      PrivateFiles.write(home.record(), JSON.writeValueAsString(this) + "\n");
    } catch (IOException unwritable) {
      throw new java.io.UncheckedIOException(unwritable);
    }
  }
}
