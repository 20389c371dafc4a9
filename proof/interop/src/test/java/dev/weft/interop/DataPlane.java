package dev.weft.interop;

/// Which proxy carries the traffic.
enum DataPlane {
  WEFT,
  ENVOY;

  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
