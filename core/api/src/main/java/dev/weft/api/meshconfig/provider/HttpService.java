package dev.weft.api.meshconfig.provider;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a provider is called over HTTP.
public record HttpService(String path, Optional<Duration> timeout, List<HttpHeader> headers) {
  public HttpService {
    headers = List.copyOf(headers);
  }
}
