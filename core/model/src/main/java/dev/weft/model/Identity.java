package dev.weft.model;

import java.util.Optional;

/// Who a workload is: a SPIFFE id of Istio's shape,
/// `spiffe://TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`.
public record Identity(TrustDomain trustDomain, String namespace, String serviceAccount) {
  public Identity {
    if (namespace.isEmpty()
        || serviceAccount.isEmpty()
        || (namespace + serviceAccount).indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "not a namespace and service account: '" + namespace + "', '" + serviceAccount + "'");
    }
  }

  /// Reads a URI; empty when it is not a SPIFFE id of this shape.
  public static Optional<Identity> parse(String uri) {
    if (!uri.startsWith("spiffe://")) {
      return Optional.empty();
    }
    String[] parts = uri.substring("spiffe://".length()).split("/", -1);
    boolean shaped =
        parts.length == 5
            && parts[1].equals("ns")
            && parts[3].equals("sa")
            && !parts[2].isEmpty()
            && !parts[4].isEmpty();
    if (!shaped) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Identity(new TrustDomain(parts[0]), parts[2], parts[4]));
    } catch (IllegalArgumentException notATrustDomain) {
      return Optional.empty();
    }
  }

  /// The SPIFFE id.
  @Override
  public String toString() {
    return "spiffe://" + trustDomain + "/ns/" + namespace + "/sa/" + serviceAccount;
  }
}
