package dev.weft.explain;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// An imagined request.
///
/// @param scheme `http`, `https` or `tcp`
/// @param host as in the URL, without brackets; a `Host` header may say something else
/// @param path with the query; never empty
/// @param headers by lower-case name
public record Request(
    String method, String scheme, String host, int port, String path, Map<String, String> headers) {
  public Request {
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = java.util.Collections.unmodifiableMap(lower);
  }

  /// Reads a method and URL such as `http://reviews:9080/reviews/1`; without a scheme it is http.
  ///
  /// @throws IllegalArgumentException saying what is wrong with the URL
  public static Request of(String method, String url, Map<String, String> headers) {
    String whole = url.contains("://") ? url : "http://" + url;
    URI uri;
    try {
      uri = new URI(whole);
    } catch (URISyntaxException broken) {
      throw new IllegalArgumentException("'" + url + "' is not a URL: " + broken.getReason());
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean known = scheme.equals("http") || scheme.equals("https") || scheme.equals("tcp");
    if (uri.getHost() == null || !known) {
      throw new IllegalArgumentException(
          "'" + url + "' must be http://HOST[:PORT]/PATH, https://... or tcp://HOST:PORT");
    }
    int port = uri.getPort();
    if (port < 0) {
      port = scheme.equals("https") ? 443 : 80;
    }
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getHost().replace("[", "").replace("]", "").toLowerCase(Locale.ROOT);
    return new Request(method, scheme, host, port, path + query, headers);
  }

  /// What the `Host` header or `:authority` says.
  public String authority() {
    String given = headers.get("host");
    if (given != null) {
      return given;
    }
    boolean usual = port == (scheme.equals("https") ? 443 : 80);
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return usual ? name : name + ":" + port;
  }

  /// Whether the bytes are TLS of the client's own.
  public boolean encrypted() {
    return scheme.equals("https");
  }

  /// `GET http://reviews:9080/reviews/1`, or `tcp://db:5432`.
  @Override
  public String toString() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String place = scheme + "://" + name + ":" + port;
    return scheme.equals("tcp") ? place : method + " " + place + path;
  }
}
