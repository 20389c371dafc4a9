package dev.weft.graph.cluster.endpoint;

/// What one attempt says of an endpoint's health.
public enum Observation {
  SUCCESS,
  /// A status of 500 and above that is no gateway error.
  SERVER_ERROR,
  /// 502, 503 or 504.
  GATEWAY_ERROR,
  /// No connection, a reset, or a timeout.
  LOCAL_FAILURE;

  public static Observation of(int status) {
    if (status < 500) {
      return SUCCESS;
    }
    return status >= 502 && status <= 504 ? GATEWAY_ERROR : SERVER_ERROR;
  }
}
