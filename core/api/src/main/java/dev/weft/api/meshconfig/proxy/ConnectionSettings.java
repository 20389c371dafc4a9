package dev.weft.api.meshconfig.proxy;

import java.time.Duration;
import java.util.Optional;

/// Limits of a proxy's own connections (Istio mesh, "ConnectionSettings").
public record ConnectionSettings(
    Profile profile,
    Optional<Integer> listenerPerConnectionBufferLimitBytes,
    Optional<Integer> clusterPerConnectionBufferLimitBytes,
    Optional<Duration> httpIdleTimeout,
    Optional<Duration> httpMaxConnectionDuration,
    Optional<Duration> httpDrainTimeout,
    Optional<Duration> httpRequestTimeout,
    Optional<Duration> httpRequestHeadersTimeout,
    Optional<Duration> httpStreamIdleTimeout,
    Optional<Duration> httpMaxStreamDuration,
    Optional<Integer> httpMaxConcurrentStreams,
    Optional<Integer> http2InitialStreamWindowSize,
    Optional<Integer> http2InitialConnectionWindowSize,
    HeadersWithUnderscoresAction httpHeadersWithUnderscoresAction,
    Optional<Boolean> httpMergeSlashes,
    PathWithEscapedSlashesAction httpPathWithEscapedSlashesAction,
    Optional<Integer> listenerConnectionLimit,
    Optional<Integer> globalDownstreamConnectionLimit) {
  /// One of the values that the API has; the first is the default.
  public enum Profile {
    SIDECAR,
    EDGE
  }

  /// One of the values that the API has; the first is the default.
  public enum HeadersWithUnderscoresAction {
    HEADERS_WITH_UNDERSCORES_UNSPECIFIED,
    HEADERS_WITH_UNDERSCORES_ALLOW,
    HEADERS_WITH_UNDERSCORES_REJECT_REQUEST,
    HEADERS_WITH_UNDERSCORES_DROP_HEADER
  }

  /// One of the values that the API has; the first is the default.
  public enum PathWithEscapedSlashesAction {
    PATH_WITH_ESCAPED_SLASHES_UNSPECIFIED,
    KEEP_UNCHANGED,
    REJECT_REQUEST,
    UNESCAPE_AND_REDIRECT,
    UNESCAPE_AND_FORWARD
  }
}
