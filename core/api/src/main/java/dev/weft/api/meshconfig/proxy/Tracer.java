package dev.weft.api.meshconfig.proxy;

import dev.weft.api.meshconfig.provider.TraceContext;
import java.util.List;
import java.util.Optional;

/// The collectors of traces.
public sealed interface Tracer {
  record Zipkin(String address) implements Tracer {}

  record Lightstep(String address, String accessToken) implements Tracer {}

  record Datadog(String address) implements Tracer {}

  record Stackdriver(
      boolean debug,
      Optional<Long> maxNumberOfAttributes,
      Optional<Long> maxNumberOfAnnotations,
      Optional<Long> maxNumberOfMessageEvents)
      implements Tracer {}

  record OpenCensusAgent(String address, List<TraceContext> context) implements Tracer {
    public OpenCensusAgent {
      context = List.copyOf(context);
    }
  }
}
