package dev.weft.graph.route.match;

import org.jspecify.annotations.Nullable;

/// Normalises paths (RFC 3986, sections 5.2.4 and 6.2.2).
public final class Paths {
  private Paths() {}

  /// The path with backslashes turned, unreserved escapes decoded and dot segments removed; null
  /// for one that cannot be normalised.
  public static @Nullable String normalize(String path) {
    if (!suspicious(path)) {
      return path;
    }
    String decoded = decodeUnreserved(path);
    return decoded == null ? null : removeDots(decoded);
  }

  private static boolean suspicious(String path) {
    if (!path.startsWith("/")) {
      return true;
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' || c == '\\' || c == '.' && path.charAt(i - 1) == '/') {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String decodeUnreserved(String path) {
    if (path.isEmpty() || path.charAt(0) != '/' && path.charAt(0) != '\\') {
      return null;
    }
    StringBuilder text = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\') {
        text.append('/');
      } else if (c == '%' && i + 2 < path.length()) {
        int high = Character.digit(path.charAt(i + 1), 16);
        int low = Character.digit(path.charAt(i + 2), 16);
        int value = high * 16 + low;
        if (high < 0 || low < 0) {
          text.append(c);
        } else if (value == 0) {
          return null;
        } else if (unreserved(value)) {
          text.append((char) value);
          i += 2;
        } else {
          text.append(path, i, i + 3);
          i += 2;
        }
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean unreserved(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static String removeDots(String path) {
    StringBuilder result = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int end = path.indexOf('/', at + 1);
      boolean last = end < 0;
      end = last ? path.length() : end;
      int length = end - at - 1;
      if (length == 1 && path.charAt(at + 1) == '.') {
        if (last) {
          result.append('/');
        }
      } else if (length == 2 && path.startsWith("..", at + 1)) {
        result.setLength(Math.max(0, result.lastIndexOf("/")));
        if (last) {
          result.append('/');
        }
      } else {
        result.append(path, at, end);
      }
      at = end;
    }
    return result.isEmpty() ? "/" : result.toString();
  }

  public static String mergeSlashes(String path) {
    if (path.indexOf("//") < 0) {
      return path;
    }
    StringBuilder result = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) != '/' || i == 0 || path.charAt(i - 1) != '/') {
        result.append(path.charAt(i));
      }
    }
    return result.toString();
  }

  public static boolean escapedSlash(String path) {
    for (int i = path.indexOf('%'); i >= 0 && i + 2 < path.length(); i = path.indexOf('%', i + 1)) {
      char high = path.charAt(i + 1);
      char low = path.charAt(i + 2);
      if (high == '2' && (low == 'F' || low == 'f') || high == '5' && (low == 'C' || low == 'c')) {
        return true;
      }
    }
    return false;
  }

  public static String unescapeSlashes(String path) {
    return path.replace("%2F", "/").replace("%2f", "/").replace("%5C", "\\").replace("%5c", "\\");
  }
}
