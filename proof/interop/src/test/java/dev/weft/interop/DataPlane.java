package dev.weft.interop;

/// Which proxy carries the traffic.
public enum DataPlane {
  WEFT,
  ENVOY;

  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
