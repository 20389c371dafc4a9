package dev.weft.testkit.golden;

import java.util.List;
import java.util.Map;

/// An imagined request.
///
/// @param from the workload whose application sends it, or the gateway that receives it
/// @param line `METHOD URL`
/// @param expect what must become of it, a line for each way that it may take
public record Call(String from, String line, Map<String, String> headers, List<String> expect) {
  public Call {
    headers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(headers));
    expect = List.copyOf(expect);
  }

  String method() {
    return line.substring(0, line.indexOf(' '));
  }

  String url() {
    return line.substring(line.indexOf(' ') + 1);
  }

  /// The same call with another expectation.
  public Call expecting(List<String> lines) {
    return new Call(from, line, headers, lines);
  }

  @Override
  public String toString() {
    return line + " from " + from + (headers.isEmpty() ? "" : " " + headers);
  }
}
