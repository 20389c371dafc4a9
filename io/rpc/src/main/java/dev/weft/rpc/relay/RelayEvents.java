package dev.weft.rpc.relay;

/// What happens to a [Relay], for metrics and the log. Called on gRPC's threads.
public interface RelayEvents {
  /// The control plane has answered on a new stream.
  void connected();

  /// A stream has ended, or could not be opened.
  ///
  /// @param answered whether the control plane had answered on it before
  void lost(String why, boolean answered);

  /// A request went up.
  void asked();

  /// A response came down.
  void told();
}
