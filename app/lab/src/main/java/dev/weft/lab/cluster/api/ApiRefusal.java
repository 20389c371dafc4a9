package dev.weft.lab.cluster.api;

/// The server says no, as Kubernetes' `Status` does.
public final class ApiRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  public ApiRefusal(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static ApiRefusal notFound(Object what) {
    return new ApiRefusal(404, "NotFound", what + " not found");
  }

  static ApiRefusal invalid(String message) {
    return new ApiRefusal(422, "Invalid", message);
  }

  static ApiRefusal malformed(String message) {
    return new ApiRefusal(400, "BadRequest", message);
  }

  /// The HTTP status.
  public int code() {
    return code;
  }

  /// One word for programs, such as `NotFound`.
  public String reason() {
    return reason;
  }
}
