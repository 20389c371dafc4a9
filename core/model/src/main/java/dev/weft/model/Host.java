package dev.weft.model;

import java.util.Locale;

/// A DNS name as the mesh uses it: lower case, without a trailing dot, perhaps with a leading `*`
/// label, or `*` alone.
///
/// Wildcards stand only in the leftmost label (Istio, "VirtualService" reference, `hosts`).
public record Host(String name) implements Comparable<Host> {
  /// Every host.
  public static final Host ANY = new Host("*");

  public Host {
    name = name.toLowerCase(Locale.ROOT);
    if (name.length() > 1 && name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("empty host name");
    }
  }

  public boolean isWildcard() {
    return name.startsWith("*");
  }

  /// Whether every name that `other` stands for is one that this host stands for.
  public boolean covers(Host other) {
    if (!isWildcard()) {
      return name.equals(other.name);
    }
    String suffix = name.substring(1);
    return other.isWildcard()
        ? other.name.substring(1).endsWith(suffix)
        : other.name.length() > suffix.length() && other.name.endsWith(suffix) || suffix.isEmpty();
  }

  /// Orders the more specific host first: exact names, then longer wildcards, then by name.
  @Override
  public int compareTo(Host other) {
    if (isWildcard() != other.isWildcard()) {
      return isWildcard() ? 1 : -1;
    }
    int byLength = isWildcard() ? Integer.compare(other.name.length(), name.length()) : 0;
    return byLength != 0 ? byLength : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
