package dev.weft.graph.listener;

import com.google.protobuf.Struct;
import java.util.Set;

/// One access log of a listener or of an HTTP or TCP terminal.
///
/// @param onlyFlags when not empty, only requests with one of these response flags are logged
/// @param onlyStatusFrom only requests with at least this status are logged; 0 for all
public record AccessLog(Sink sink, Format format, Set<String> onlyFlags, int onlyStatusFrom) {
  public AccessLog {
    onlyFlags = Set.copyOf(onlyFlags);
  }

  public sealed interface Sink {
    record File(String path) implements Sink {}

    record StandardOutput() implements Sink {}

    record StandardError() implements Sink {}
  }

  /// Envoy's command operators, as written.
  public sealed interface Format {
    /// Envoy's default line.
    record Default() implements Format {}

    /// @param text with its line end
    record Text(String text) implements Format {}

    record Json(Struct fields) implements Format {}
  }
}
