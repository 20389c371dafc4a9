package dev.weft.sources.kubernetes;

import java.io.IOException;

/// The API server answered, and said no.
public final class ApiRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ApiRefusal(int status, String message) {
    super(message);
    this.status = status;
  }

  /// The HTTP status.
  public int status() {
    return status;
  }
}
