package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Required;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The sorts of providers.
public sealed interface Provider {
  record EnvoyExtAuthzHttp(
      @Required String service,
      @Required int port,
      Optional<Duration> timeout,
      String pathPrefix,
      boolean failOpen,
      boolean clearRouteCache,
      String statusOnError,
      List<String> includeHeadersInCheck,
      List<String> includeRequestHeadersInCheck,
      Map<String, String> includeAdditionalHeadersInCheck,
      Optional<CheckedBody> includeRequestBodyInCheck,
      List<String> headersToUpstreamOnAllow,
      List<String> headersToDownstreamOnDeny,
      List<String> headersToDownstreamOnAllow)
      implements Provider {
    public EnvoyExtAuthzHttp {
      includeHeadersInCheck = List.copyOf(includeHeadersInCheck);
      includeRequestHeadersInCheck = List.copyOf(includeRequestHeadersInCheck);
      includeAdditionalHeadersInCheck = Ordered.copyOf(includeAdditionalHeadersInCheck);
      headersToUpstreamOnAllow = List.copyOf(headersToUpstreamOnAllow);
      headersToDownstreamOnDeny = List.copyOf(headersToDownstreamOnDeny);
      headersToDownstreamOnAllow = List.copyOf(headersToDownstreamOnAllow);
    }
  }

  record EnvoyExtAuthzGrpc(
      @Required String service,
      @Required int port,
      Optional<Duration> timeout,
      boolean failOpen,
      boolean clearRouteCache,
      String statusOnError,
      Optional<CheckedBody> includeRequestBodyInCheck)
      implements Provider {}

  record Zipkin(
      @Required String service,
      @Required int port,
      int maxTagLength,
      boolean enable64bitTraceId,
      String path,
      TraceContextOption traceContextOption,
      Optional<Duration> timeout,
      List<HttpHeader> headers)
      implements Provider {
    public Zipkin {
      headers = List.copyOf(headers);
    }
  }

  record Lightstep(
      @Required String service, @Required int port, String accessToken, int maxTagLength)
      implements Provider {}

  record Datadog(@Required String service, @Required int port, int maxTagLength)
      implements Provider {}

  record Stackdriver(
      boolean debug,
      Optional<Long> maxNumberOfAttributes,
      Optional<Long> maxNumberOfAnnotations,
      Optional<Long> maxNumberOfMessageEvents,
      int maxTagLength,
      Optional<StackdriverLogging> logging)
      implements Provider {}

  record Opencensus(
      @Required String service, @Required int port, List<TraceContext> context, int maxTagLength)
      implements Provider {
    public Opencensus {
      context = List.copyOf(context);
    }
  }

  record Skywalking(@Required String service, @Required int port, String accessToken)
      implements Provider {}

  record Opentelemetry(
      @Required String service,
      @Required int port,
      int maxTagLength,
      Optional<HttpService> http,
      Optional<GrpcService> grpc,
      Optional<ResourceDetectors> resourceDetectors,
      ServiceAttributeEnrichment serviceAttributeEnrichment,
      @Inline Optional<Sampling> sampling)
      implements Provider {}

  record Prometheus() implements Provider {}

  record EnvoyFileAccessLog(String path, Optional<FileLogFormat> logFormat, boolean omitEmptyValues)
      implements Provider {}

  record EnvoyHttpAls(
      @Required String service,
      @Required int port,
      String logName,
      List<String> filterStateObjectsToLog,
      List<String> additionalRequestHeadersToLog,
      List<String> additionalResponseHeadersToLog,
      List<String> additionalResponseTrailersToLog)
      implements Provider {
    public EnvoyHttpAls {
      filterStateObjectsToLog = List.copyOf(filterStateObjectsToLog);
      additionalRequestHeadersToLog = List.copyOf(additionalRequestHeadersToLog);
      additionalResponseHeadersToLog = List.copyOf(additionalResponseHeadersToLog);
      additionalResponseTrailersToLog = List.copyOf(additionalResponseTrailersToLog);
    }
  }

  record EnvoyTcpAls(
      @Required String service,
      @Required int port,
      String logName,
      List<String> filterStateObjectsToLog)
      implements Provider {
    public EnvoyTcpAls {
      filterStateObjectsToLog = List.copyOf(filterStateObjectsToLog);
    }
  }

  record EnvoyOtelAls(
      @Required String service,
      @Required int port,
      String logName,
      Optional<OtelLogFormat> logFormat)
      implements Provider {}

  record Sds(@Required String name, @Required String service, @Required int port)
      implements Provider {}
}
