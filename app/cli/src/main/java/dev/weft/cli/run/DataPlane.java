package dev.weft.cli.run;

import java.util.Locale;

/// Which proxy carries the traffic.
public enum DataPlane {
  /// Weft's own.
  WEFT,
  /// Real Envoy, configured and given its secrets by Weft.
  ENVOY;

  /// As written on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
