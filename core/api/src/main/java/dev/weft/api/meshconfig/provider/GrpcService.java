package dev.weft.api.meshconfig.provider;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a provider is called over gRPC.
public record GrpcService(Optional<Duration> timeout, List<HttpHeader> initialMetadata) {
  public GrpcService {
    initialMetadata = List.copyOf(initialMetadata);
  }
}
