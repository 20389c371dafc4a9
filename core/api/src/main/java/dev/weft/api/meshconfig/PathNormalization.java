package dev.weft.api.meshconfig;

/// How paths are brought into one form before they are matched (Istio, "ProxyPathNormalization").
public record PathNormalization(NormalizationType normalization) {
  /// One of the values that the API has; the first is the default.
  public enum NormalizationType {
    DEFAULT,
    NONE,
    BASE,
    MERGE_SLASHES,
    DECODE_AND_MERGE_SLASHES
  }
}
