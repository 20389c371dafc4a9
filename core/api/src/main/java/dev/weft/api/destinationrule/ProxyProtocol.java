package dev.weft.api.destinationrule;

/// Sends a PROXY protocol header upstream (Istio, "ProxyProtocol").
public record ProxyProtocol(Version version) {
  /// One of the values that the API has; the first is the default.
  public enum Version {
    V1,
    V2
  }
}
