package dev.weft.graph.route;

import dev.weft.graph.match.XxHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that endpoints are chosen by.
///
/// @param terminal whether later policies are skipped once this one yields a hash
public record HashPolicy(Key key, boolean terminal) {
  public sealed interface Key {
    /// @param name in lower case
    record Header(String name) implements Key {}

    /// @param ttlSeconds of a cookie made for clients without it; negative makes none, 0 is a
    ///   session cookie
    /// @param attributes as written after the value, such as `; SameSite=Lax`
    record Cookie(String name, String path, long ttlSeconds, String attributes) implements Key {}

    record SourceIp() implements Key {}

    record Query(String name) implements Key {}
  }

  /// Joins the hashes of several policies as Envoy does.
  static long join(long before, boolean any, long next) {
    return any ? Long.rotateLeft(before, 1) ^ next : next;
  }

  static long hash(String value) {
    return XxHash.of(value);
  }

  /// The value of a cookie in a `cookie` header, or null.
  static @Nullable String cookie(@Nullable String header, String name) {
    if (header == null) {
      return null;
    }
    int at = 0;
    while (at < header.length()) {
      int end = header.indexOf(';', at);
      end = end < 0 ? header.length() : end;
      while (at < end && (header.charAt(at) == ' ' || header.charAt(at) == ',')) {
        at++;
      }
      if (header.startsWith(name, at)
          && at + name.length() < end
          && header.charAt(at + name.length()) == '=') {
        String value = header.substring(at + name.length() + 1, end);
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
      at = end + 1;
    }
    return null;
  }

  /// The edit values of policies that make cookies are collected by the router.
  static String cookieHeader(Key.Cookie cookie, String value) {
    StringBuilder text = new StringBuilder(cookie.name()).append("=\"").append(value).append('"');
    if (cookie.ttlSeconds() > 0) {
      text.append("; Max-Age=").append(cookie.ttlSeconds());
    }
    if (!cookie.path().isEmpty()) {
      text.append("; Path=").append(cookie.path());
    }
    return text.append(cookie.attributes()).append("; HttpOnly").toString();
  }

  /// Nothing to choose by.
  static final List<HashPolicy> NONE = List.of();
}
