package dev.weft.host;

/// Which Weft this is.
public final class Release {
  /// The version, as in the build file: what commands print, proxies say they are, and metrics have
  /// as a label.
  public static final String VERSION = "0.1.0-SNAPSHOT";

  private Release() {}
}
