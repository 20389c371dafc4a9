package dev.weft.compiler.cluster;

import dev.weft.model.Host;

/// Istio's names of clusters.
public final class ClusterName {
  /// Refuses everything.
  public static final String BLACK_HOLE = "BlackHoleCluster";

  /// Connects to where the connection was going.
  public static final String PASSTHROUGH = "PassthroughCluster";

  /// The same for inbound connections to ports that no service names.
  public static final String INBOUND_PASSTHROUGH = "InboundPassthroughCluster";

  private ClusterName() {}

  /// `outbound|9080|v2|reviews.default.svc.cluster.local`.
  public static String outbound(int port, String subset, Host host) {
    return "outbound|" + port + "|" + subset + "|" + host;
  }

  /// `inbound|9080||`.
  public static String inbound(int port) {
    return "inbound|" + port + "||";
  }

  /// `outbound_.9080_.v2_.reviews.default.svc.cluster.local`, also the server name of mutual TLS.
  public static String sni(int port, String subset, Host host) {
    return "outbound_." + port + "_." + subset + "_." + host;
  }
}
