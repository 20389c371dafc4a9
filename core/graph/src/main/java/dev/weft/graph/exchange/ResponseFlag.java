package dev.weft.graph.exchange;

/// Why a response or the end of a connection was not the upstream's own, in Envoy's vocabulary.
public enum ResponseFlag {
  /// No healthy upstream.
  UH("no_healthy_upstream"),
  /// The connection to the upstream failed.
  UF("upstream_connection_failure"),
  /// A circuit breaker overflowed.
  UO("upstream_overflow"),
  /// No route, or no filter chain.
  NR("no_route_found"),
  /// The retry limit (HTTP) or the connect attempts (TCP) ran out.
  URX("upstream_retry_limit_exceeded"),
  /// No cluster of that name.
  NC("no_cluster_found"),
  /// The connection's or stream's maximum duration passed.
  DT("duration_timeout"),
  /// The client went away.
  DC("downstream_connection_termination"),
  LH("failed_local_health_check"),
  /// The upstream's answer took longer than the timeout.
  UT("upstream_request_timeout"),
  /// Reset by us.
  LR("local_reset"),
  /// Reset by the upstream.
  UR("upstream_remote_reset"),
  /// The upstream closed the connection before it answered.
  UC("upstream_connection_termination"),
  /// A delay was injected.
  DI("delay_injected"),
  /// An abort was injected.
  FI("fault_injected"),
  RL("rate_limited"),
  UAEX("unauthorized_external_service"),
  RLSE("rate_limit_service_error"),
  IH("invalid_envoy_request_headers"),
  /// The stream was idle for too long.
  SI("stream_idle_timeout"),
  /// The client broke the protocol.
  DPE("downstream_protocol_error"),
  /// The upstream broke the protocol.
  UPE("upstream_protocol_error"),
  UMSDR("upstream_max_stream_duration_reached"),
  OM("overload_manager"),
  DF("dns_resolution_failed"),
  DO("drop_overload"),
  DR("downstream_remote_reset");

  private final String words;

  ResponseFlag(String words) {
    this.words = words;
  }

  /// The long form that `%RESPONSE_FLAGS_LONG%` prints.
  public String words() {
    return words;
  }
}
