package dev.weft.cli.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One line of Istio's default access log, the fields that tell a request's way.
///
/// @param proxy whose log it is in
public record LogLine(
    String proxy,
    int status,
    String flags,
    String details,
    String requestId,
    String authority,
    String upstream,
    String cluster,
    String serverName,
    String route) {
  private static final int FIELDS = 22;

  /// Reads a line; empty when it is of another format.
  static Optional<LogLine> parse(String proxy, String line) {
    List<String> words = words(line);
    if (words.size() != FIELDS || !words.get(2).matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    return Optional.of(
        new LogLine(
            proxy,
            Integer.parseInt(words.get(2)),
            words.get(3),
            words.get(4),
            words.get(13),
            words.get(14),
            words.get(15),
            words.get(16),
            words.get(20),
            words.get(21)));
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      char first = line.charAt(at);
      char end = first == '"' ? '"' : first == '[' ? ']' : ' ';
      int from = end == ' ' ? at : at + 1;
      int to = line.indexOf(end, from);
      to = to < 0 ? line.length() : to;
      words.add(line.substring(from, to));
      at = end == ' ' ? to + 1 : to + 2;
    }
    return words;
  }

  boolean inbound() {
    return cluster.startsWith("inbound|");
  }

  /// Whether the proxy handed the request on and got an answer.
  boolean passed() {
    return details.equals("via_upstream");
  }
}
