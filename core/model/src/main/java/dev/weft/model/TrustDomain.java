package dev.weft.model;

/// The name of a root of trust: the authority of a SPIFFE id (SPIFFE-ID specification, section
/// 2.1).
public record TrustDomain(String name) {
  /// Istio's default.
  public static final TrustDomain CLUSTER_LOCAL = new TrustDomain("cluster.local");

  public TrustDomain {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is not a trust domain: 1 to 255 lower-case letters, digits, '.', '-' or '_'");
    }
  }

  /// Whether a text can be the name of a trust domain.
  public static boolean isValid(String name) {
    return !name.isEmpty() && name.length() <= 255 && name.chars().allMatch(TrustDomain::allowed);
  }

  private static boolean allowed(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_';
  }

  @Override
  public String toString() {
    return name;
  }
}
