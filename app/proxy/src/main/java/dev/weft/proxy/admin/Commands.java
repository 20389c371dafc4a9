package dev.weft.proxy.admin;

/// What the admin interface may do.
public interface Commands {
  /// Tells clients to finish; with `graceful` listeners go on accepting meanwhile.
  void drain(boolean graceful);

  /// Ends the process.
  void quit();
}
