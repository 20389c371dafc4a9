package dev.weft.graph.retry;

import java.util.Locale;
import java.util.Optional;

/// A condition of `retry_on`.
public enum RetryOn {
  SERVER_ERROR("5xx"),
  GATEWAY_ERROR,
  RESET,
  RESET_BEFORE_REQUEST,
  CONNECT_FAILURE,
  ENVOY_RATELIMITED,
  RETRIABLE_4XX("retriable-4xx"),
  REFUSED_STREAM,
  RETRIABLE_STATUS_CODES,
  RETRIABLE_HEADERS,
  HTTP3_POST_CONNECT_FAILURE("http3-post-connect-failure"),
  CANCELLED,
  DEADLINE_EXCEEDED,
  INTERNAL,
  RESOURCE_EXHAUSTED,
  UNAVAILABLE;

  private final String word;

  RetryOn() {
    word = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  RetryOn(String word) {
    this.word = word;
  }

  /// The spelling in `retry_on`.
  public String word() {
    return word;
  }

  public static Optional<RetryOn> of(String word) {
    for (RetryOn condition : values()) {
      if (condition.word.equals(word)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }
}
