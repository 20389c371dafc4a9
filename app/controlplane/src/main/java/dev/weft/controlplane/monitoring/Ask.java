package dev.weft.controlplane.monitoring;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An HTTP request.
///
/// @param path what follows the page's own path, split at slashes and decoded; empty parts left out
/// @param query the first value of each parameter
public record Ask(String method, List<String> path, Map<String, String> query, String body) {
  static Ask of(String method, URI uri, String below, String body) {
    String rest = uri.getRawPath().substring(below.length());
    List<String> path =
        List.of(rest.split("/", -1)).stream()
            .filter(part -> !part.isEmpty())
            .map(Ask::decoded)
            .toList();
    Map<String, String> query = new LinkedHashMap<>();
    String raw = uri.getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return new Ask(method, path, query, body);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }

  /// A parameter that was given and is not empty.
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }
}
