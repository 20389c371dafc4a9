package dev.weft.graph.route.match;

/// A request target taken apart.
///
/// @param path without query and fragment
/// @param suffix the query with its question mark (and whatever follows), or empty
/// @param connect whether the method is `CONNECT`
/// @param pathless whether there is no path at all
public record Target(String path, String suffix, boolean connect, boolean pathless) {
  /// Takes the target of a request line apart.
  public static Target of(String method, String target) {
    boolean connect = method.equals("CONNECT");
    int end = target.length();
    for (int i = 0; i < end; i++) {
      char c = target.charAt(i);
      if (c == '?' || c == '#') {
        end = i;
      }
    }
    return end == target.length()
        ? new Target(target, "", connect, target.isEmpty())
        : new Target(target.substring(0, end), target.substring(end), connect, target.isEmpty());
  }

  /// The query without question mark and fragment.
  public String query() {
    if (!suffix.startsWith("?")) {
      return "";
    }
    int fragment = suffix.indexOf('#');
    return fragment < 0 ? suffix.substring(1) : suffix.substring(1, fragment);
  }
}
