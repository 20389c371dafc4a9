package dev.weft.compiler.plan;

/// Where and how a node writes its access log (MeshConfig `accessLogFile`, `accessLogFormat`,
/// `accessLogEncoding`).
///
/// @param path a file on the proxy's host, such as `/dev/stdout`
/// @param format Envoy's operators; empty for Istio's default text or JSON format
public record AccessLogPlan(String path, Encoding encoding, String format) {
  /// The shape of a line. A JSON format is the text of a JSON object whose values hold operators.
  public enum Encoding {
    TEXT,
    JSON
  }
}
