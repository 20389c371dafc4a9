package dev.weft.graph.route.match;

import dev.weft.graph.match.Text;

/// What the path of a request must be, its query and fragment not counted.
public sealed interface PathMatch {
  /// @param path without query; not called for a `CONNECT` without path
  boolean matches(String path);

  /// How much of the path a prefix rewrite replaces.
  int matched(String path);

  record Prefix(String prefix, boolean ignoreCase) implements PathMatch {
    @Override
    public boolean matches(String path) {
      return path.regionMatches(ignoreCase, 0, prefix, 0, prefix.length());
    }

    @Override
    public int matched(String path) {
      return prefix.length();
    }
  }

  record Exact(String whole, boolean ignoreCase) implements PathMatch {
    @Override
    public boolean matches(String path) {
      return ignoreCase ? whole.equalsIgnoreCase(path) : whole.equals(path);
    }

    @Override
    public int matched(String path) {
      return path.length();
    }
  }

  /// Whole segments: `/a` matches `/a` and `/a/b` but not `/ab`.
  record Segments(String prefix, boolean ignoreCase) implements PathMatch {
    @Override
    public boolean matches(String path) {
      return path.regionMatches(ignoreCase, 0, prefix, 0, prefix.length())
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    @Override
    public int matched(String path) {
      return prefix.length();
    }
  }

  record Regex(Text.Regex whole) implements PathMatch {
    @Override
    public boolean matches(String path) {
      return whole.matches(path);
    }

    @Override
    public int matched(String path) {
      return path.length();
    }
  }

  /// A `CONNECT` request.
  record Connect() implements PathMatch {
    @Override
    public boolean matches(String path) {
      return false;
    }

    @Override
    public int matched(String path) {
      return 0;
    }
  }
}
