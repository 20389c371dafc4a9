package dev.weft.graph.link.cluster;

import com.google.protobuf.Any;
import dev.weft.graph.cluster.HttpUpstream;
import dev.weft.graph.link.filter.FilterReader;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads how HTTP is spoken to a cluster.
final class UpstreamReader {
  private static final Refusals OPTIONS =
      Refusals.of(HttpProtocolOptions.getDescriptor(), "header_validation_config");
  private static final Refusals COMMON =
      Refusals.of(
          io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.getDescriptor(),
          "max_headers_count",
          "max_response_headers_kb",
          "max_stream_duration",
          "headers_with_underscores_action");
  private static final Refusals HTTP1 =
      Refusals.of(
          Http1ProtocolOptions.getDescriptor(), "header_key_format", "send_fully_qualified_url");
  private static final Refusals AUTO =
      Refusals.of(UpstreamHttpProtocolOptions.getDescriptor(), "override_auto_sni_header");

  private static final String KEY = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  /// What was read of options that many clusters share.
  private final Map<Any, Read> known = new HashMap<>();

  /// @param auto what TLS takes from each request
  record Read(HttpUpstream http, UpstreamHttpProtocolOptions auto) {}

  Read read(Cluster cluster, Where where) throws Unlinkable {
    Any packed = cluster.getTypedExtensionProtocolOptionsMap().get(KEY);
    if (packed == null) {
      HTTP1.check(cluster.getHttpProtocolOptions(), where, "http_protocol_options");
      boolean h2 = cluster.hasHttp2ProtocolOptions();
      return new Read(
          upstream(
              h2 ? HttpUpstream.Protocol.HTTP2 : HttpUpstream.Protocol.HTTP1,
              cluster.getCommonHttpProtocolOptions(),
              cluster.getHttp2ProtocolOptions(),
              cluster.getMaxRequestsPerConnection().getValue()),
          cluster.getUpstreamHttpProtocolOptions());
    }
    boolean shared = !cluster.hasMaxRequestsPerConnection();
    Read read = shared ? known.get(packed) : null;
    if (read == null) {
      Where at = where.in("typed_extension_protocol_options[" + KEY + "]");
      HttpProtocolOptions options = Unpack.as(packed, HttpProtocolOptions.getDefaultInstance(), at);
      read = new Read(read(cluster, options, at), options.getUpstreamHttpProtocolOptions());
      if (shared) {
        known.put(packed, read);
      }
    }
    return read;
  }

  private static HttpUpstream read(Cluster cluster, HttpProtocolOptions options, Where at)
      throws Unlinkable {
    OPTIONS.check(options, at);
    COMMON.check(options.getCommonHttpProtocolOptions(), at, "common_http_protocol_options");
    AUTO.check(options.getUpstreamHttpProtocolOptions(), at, "upstream_http_protocol_options");
    for (int i = 0; i < options.getHttpFiltersCount(); i++) {
      var filter = options.getHttpFilters(i);
      String type = Unpack.type(filter.getTypedConfig());
      if (!type.endsWith("upstream_codec.v3.UpstreamCodec")
          && !FilterReader.knownWithoutEffect(filter.getTypedConfig(), filter.getName())) {
        throw at.in("http_filters", i).lacking("the upstream filter '" + filter.getName() + "'");
      }
    }
    HTTP1.check(http1(options), at, "http_protocol_options");
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> {
        var explicit = options.getExplicitHttpConfig();
        if (explicit.hasHttp3ProtocolOptions()) {
          throw at.in("explicit_http_config").lacking("HTTP/3 to upstreams");
        }
        yield upstream(
            explicit.hasHttp2ProtocolOptions()
                ? HttpUpstream.Protocol.HTTP2
                : HttpUpstream.Protocol.HTTP1,
            options.getCommonHttpProtocolOptions(),
            explicit.getHttp2ProtocolOptions(),
            cluster.getMaxRequestsPerConnection().getValue());
      }
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          upstream(
              HttpUpstream.Protocol.DOWNSTREAM,
              options.getCommonHttpProtocolOptions(),
              options.getUseDownstreamProtocolConfig().getHttp2ProtocolOptions(),
              cluster.getMaxRequestsPerConnection().getValue());
      case AUTO_CONFIG ->
          upstream(
              HttpUpstream.Protocol.ALPN,
              options.getCommonHttpProtocolOptions(),
              options.getAutoConfig().getHttp2ProtocolOptions(),
              cluster.getMaxRequestsPerConnection().getValue());
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET ->
          throw at.fault("no protocol is chosen", "set explicit_http_config");
    };
  }

  private static Http1ProtocolOptions http1(HttpProtocolOptions options) {
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> options.getExplicitHttpConfig().getHttpProtocolOptions();
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          options.getUseDownstreamProtocolConfig().getHttpProtocolOptions();
      case AUTO_CONFIG -> options.getAutoConfig().getHttpProtocolOptions();
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Http1ProtocolOptions.getDefaultInstance();
    };
  }

  private static HttpUpstream upstream(
      HttpUpstream.Protocol protocol,
      io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions common,
      Http2ProtocolOptions http2,
      int olderMostRequests) {
    int requests =
        common.hasMaxRequestsPerConnection()
            ? common.getMaxRequestsPerConnection().getValue()
            : olderMostRequests;
    Optional<HttpUpstream.KeepAlive> keepAlive =
        http2.getConnectionKeepalive().hasInterval()
            ? Optional.of(
                new HttpUpstream.KeepAlive(
                    Unpack.duration(http2.getConnectionKeepalive().getInterval()),
                    Unpack.duration(http2.getConnectionKeepalive().getTimeout())))
            : Optional.empty();
    return new HttpUpstream(
        protocol,
        common.hasIdleTimeout() ? Unpack.duration(common.getIdleTimeout()) : Duration.ofHours(1),
        Unpack.duration(common.getMaxConnectionDuration()),
        ClusterReader.most(requests),
        http2.hasMaxConcurrentStreams()
            ? ClusterReader.most(http2.getMaxConcurrentStreams().getValue())
            : Integer.MAX_VALUE,
        keepAlive);
  }
}
