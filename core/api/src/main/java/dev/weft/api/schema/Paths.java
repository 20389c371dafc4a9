package dev.weft.api.schema;

/// How the place of a value within a resource is written: `spec.http[0].match[1].headers["x-a.b"]`.
public final class Paths {
  private Paths() {}

  /// A field of the message at `path`.
  public static String field(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /// An element of the list at `path`.
  public static String element(String path, int index) {
    return path + "[" + index + "]";
  }

  /// The part of a path that names the entry of a map: `["key"]`.
  public static String entry(String key) {
    return "[\"" + key + "\"]";
  }
}
