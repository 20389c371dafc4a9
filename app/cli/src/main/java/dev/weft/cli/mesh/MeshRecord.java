package dev.weft.cli.mesh;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.Lifetime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What a running mesh writes down about itself, `mesh.json`, for the commands that ask about it.
///
/// @param pid the runner
/// @param started when the runner began, in milliseconds since 1970; tells it from a later process
///   of the same pid
/// @param dataPlane `weft` or `envoy`
/// @param state `starting`, `ready` or `degraded`
/// @param screen what to tell the user when it is ready
public record MeshRecord(
    long pid,
    long started,
    String dataPlane,
    String state,
    MeshPorts ports,
    List<Part> parts,
    List<String> screen) {
  /// One member or other part, as it is now.
  ///
  /// @param kind `control-plane`, `gateway` or `workload`
  /// @param app state of the application: `running`, `ready`, `down`, `external`, or `-`
  /// @param proxy state of the proxy in the same words
  public record Part(
      String name,
      String workload,
      String namespace,
      String kind,
      String address,
      String outbound,
      String app,
      String proxy,
      int restarts,
      long pid) {
    /// Whether it has a proxy, as all have but the control plane.
    public boolean proxied() {
      return !kind.equals("control-plane");
    }
  }

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public MeshRecord {
    parts = List.copyOf(parts);
    screen = List.copyOf(screen);
  }

  /// Replaces the record of a run directory.
  public void write(RunDirectory run) throws IOException {
    PrivateFiles.write(
        run.record(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
  }

  /// The mesh that runs from a directory; empty when none does, whatever a killed one left behind.
  public static Optional<MeshRecord> of(RunDirectory run) {
    try {
      MeshRecord record = JSON.readValue(Files.readString(run.record()), MeshRecord.class);
      return record.alive() ? Optional.of(record) : Optional.empty();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException | JacksonException unreadable) {
      throw Refusal.because(
          Exit.FAILED, run.record() + " cannot be read: " + unreadable.getMessage());
    }
  }

  private boolean alive() {
    return Lifetime.of(pid, started).isPresent();
  }

  public boolean ready() {
    return state.equals("ready");
  }

  /// The part with a name, `NAME` or `NAME.NAMESPACE`; or the only one, or first one, of a workload
  /// of that name.
  public Optional<Part> part(String name) {
    return parts.stream()
        .filter(
            part -> part.name().equals(name) || (part.name() + "." + part.namespace()).equals(name))
        .findFirst()
        .or(() ->
            parts.stream()
                .filter(part -> part.workload().equals(name) || part.name().startsWith(name + "-"))
                .findFirst());
  }
}
