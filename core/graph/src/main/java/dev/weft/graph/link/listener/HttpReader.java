package dev.weft.graph.link.listener;

import dev.weft.graph.link.cluster.ClusterReader;
import dev.weft.graph.link.filter.FilterReader;
import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.match.Cidr;
import dev.weft.graph.route.HttpFilter;
import dev.weft.graph.route.Router;
import dev.weft.graph.route.Routes;
import dev.weft.graph.route.edge.HttpRules;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads HTTP connection managers.
final class HttpReader {
  private static final int DEFAULT_HEADER_KILOBYTES = 60;
  private static final int DEFAULT_STREAMS = 100;
  private static final int DEFAULT_HEADERS = 100;
  private static final String UUID_REQUEST_ID =
      "envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig";
  private static final Refusals MANAGER =
      Refusals.of(
          HttpConnectionManager.getDescriptor(),
          "add_user_agent",
          "scheme_header_transformation",
          "access_log_options",
          "original_ip_detection_extensions",
          "early_header_mutation_extensions",
          "represent_ipv4_remote_address_as_ipv4_mapped_ipv6",
          "path_normalization_options",
          "proxy_status_config",
          "typed_header_validation_config",
          "append_x_forwarded_port",
          "append_local_overload",
          "request_timeout",
          "request_headers_timeout");
  private static final Refusals COMMON =
      Refusals.of(
          io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.getDescriptor(),
          "max_stream_duration",
          "headers_with_underscores_action");
  private static final Refusals HTTP1 =
      Refusals.of(
          Http1ProtocolOptions.getDescriptor(),
          "default_host_for_http_10",
          "send_fully_qualified_url",
          "header_key_format");
  private static final Refusals HTTP2 =
      Refusals.of(Http2ProtocolOptions.getDescriptor(), "allow_metadata");
  private static final Refusals ROUTER =
      Refusals.of(
          io.envoyproxy.envoy.extensions.filters.http.router.v3.Router.getDescriptor(),
          "upstream_log",
          "strict_check_headers",
          "respect_expected_rq_timeout",
          "upstream_http_filters");

  private final Cells cells;

  HttpReader(Cells cells) {
    this.cells = cells;
  }

  /// A terminal, and the inline routes that belong into its cell.
  record Read(HttpTerminal terminal, Optional<RouteConfiguration> inline) {}

  /// @param inlineName names the cell of inline routes, unique to the filter chain
  Read read(HttpConnectionManager manager, String inlineName, Where where) throws Unlinkable {
    refuseUnknown(manager, where);
    List<HttpFilter> filters = FilterReader.read(manager.getHttpFiltersList(), where);
    boolean suppress = suppresses(manager, where);
    Optional<RouteConfiguration> inline = Optional.empty();
    Routes routes;
    switch (manager.getRouteSpecifierCase()) {
      case RDS -> {
        if (manager.getRds().getRouteConfigName().isEmpty()) {
          throw where.in("rds").in("route_config_name").fault("the name is empty", "name routes");
        }
        routes = cells.routes(manager.getRds().getRouteConfigName());
      }
      case ROUTE_CONFIG -> {
        inline = Optional.of(manager.getRouteConfig());
        routes = cells.routes(inlineName);
      }
      case SCOPED_ROUTES -> throw where.in("scoped_routes").lacking("scoped routes");
      case ROUTESPECIFIER_NOT_SET ->
          throw where.fault("there are neither rds nor route_config", "set one of them");
      default -> throw where.fault("the routes are of an unknown kind", "set rds or route_config");
    }
    Router router = new Router(routes, rules(manager, suppress, where), filters, cells.clusters());
    return new Read(terminal(manager, router, suppress, where), inline);
  }

  private static void refuseUnknown(HttpConnectionManager manager, Where where) throws Unlinkable {
    if (manager.getCodecType() == HttpConnectionManager.CodecType.HTTP3) {
      throw where.in("codec_type").lacking("HTTP/3");
    }
    MANAGER.check(manager, where);
    COMMON.check(manager.getCommonHttpProtocolOptions(), where.in("common_http_protocol_options"));
    HTTP1.check(manager.getHttpProtocolOptions(), where.in("http_protocol_options"));
    HTTP2.check(manager.getHttp2ProtocolOptions(), where.in("http2_protocol_options"));
    if (manager.getLocalReplyConfig().getMappersCount() > 0
        || manager.getLocalReplyConfig().hasBodyFormat()) {
      throw where.in("local_reply_config").lacking("rewriting local replies");
    }
    // istiod sends sampling rates and tags of spans to everyone; without a provider no proxy
    // reports any.
    if (manager.getTracing().hasProvider()) {
      throw where.in("tracing").in("provider").lacking("reporting spans");
    }
    if (manager.hasRequestIdExtension()
        && !Unpack.type(manager.getRequestIdExtension().getTypedConfig()).equals(UUID_REQUEST_ID)) {
      throw where.in("request_id_extension").lacking("another kind of request id");
    }
  }

  private static boolean suppresses(HttpConnectionManager manager, Where where) throws Unlinkable {
    var last = manager.getHttpFilters(manager.getHttpFiltersCount() - 1);
    Where at = where.in("http_filters", manager.getHttpFiltersCount() - 1);
    var router =
        Unpack.as(
            last.getTypedConfig(),
            io.envoyproxy.envoy.extensions.filters.http.router.v3.Router.getDefaultInstance(),
            at);
    ROUTER.check(router, at);
    return router.getSuppressEnvoyHeaders();
  }

  private static HttpRules rules(HttpConnectionManager manager, boolean suppress, Where where)
      throws Unlinkable {
    List<Cidr> internal = new ArrayList<>();
    var ranges = manager.getInternalAddressConfig().getCidrRangesList();
    for (int i = 0; i < ranges.size(); i++) {
      internal.add(
          Matchers.range(ranges.get(i), where.in("internal_address_config").in("cidr_ranges", i)));
    }
    Set<String> upgrades = new HashSet<>();
    for (int i = 0; i < manager.getUpgradeConfigsCount(); i++) {
      var upgrade = manager.getUpgradeConfigs(i);
      if (upgrade.getFiltersCount() > 0) {
        throw where.in("upgrade_configs", i).in("filters").lacking("other filters for an upgrade");
      }
      if (!upgrade.hasEnabled() || upgrade.getEnabled().getValue()) {
        upgrades.add(upgrade.getUpgradeType().toLowerCase(Locale.ROOT));
      }
    }
    var details = manager.getSetCurrentClientCertDetails();
    return new HttpRules(
        manager.getUseRemoteAddress().getValue(),
        manager.getSkipXffAppend(),
        ClusterReader.most(manager.getXffNumTrustedHops()),
        new HttpRules.RequestId(
            !manager.hasGenerateRequestId() || manager.getGenerateRequestId().getValue(),
            manager.getPreserveExternalRequestId(),
            manager.getAlwaysSetRequestIdInResponse()),
        new HttpRules.ClientCertificate(
            switch (manager.getForwardClientCertDetails()) {
              case SANITIZE, UNRECOGNIZED -> HttpRules.ClientCertificate.Forwarding.SANITIZE;
              case FORWARD_ONLY -> HttpRules.ClientCertificate.Forwarding.FORWARD_ONLY;
              case APPEND_FORWARD -> HttpRules.ClientCertificate.Forwarding.APPEND_FORWARD;
              case SANITIZE_SET -> HttpRules.ClientCertificate.Forwarding.SANITIZE_SET;
              case ALWAYS_FORWARD_ONLY ->
                  HttpRules.ClientCertificate.Forwarding.ALWAYS_FORWARD_ONLY;
            },
            details.getSubject().getValue(),
            details.getUri(),
            details.getDns()),
        paths(manager),
        internal,
        manager.getVia(),
        upgrades,
        suppress,
        manager.getCommonHttpProtocolOptions().hasMaxHeadersCount()
            ? ClusterReader.most(
                manager.getCommonHttpProtocolOptions().getMaxHeadersCount().getValue())
            : DEFAULT_HEADERS);
  }

  private static HttpRules.PathRules paths(HttpConnectionManager manager) {
    return new HttpRules.PathRules(
        manager.getNormalizePath().getValue(),
        manager.getMergeSlashes(),
        switch (manager.getPathWithEscapedSlashesAction()) {
          case IMPLEMENTATION_SPECIFIC_DEFAULT, KEEP_UNCHANGED, UNRECOGNIZED ->
              HttpRules.PathRules.Escapes.KEEP;
          case REJECT_REQUEST -> HttpRules.PathRules.Escapes.REJECT;
          case UNESCAPE_AND_REDIRECT -> HttpRules.PathRules.Escapes.REDIRECT;
          case UNESCAPE_AND_FORWARD -> HttpRules.PathRules.Escapes.UNESCAPE;
        },
        manager.getStripAnyHostPort()
            ? HttpRules.PathRules.StripPort.ANY
            : manager.getStripMatchingHostPort()
                ? HttpRules.PathRules.StripPort.MATCHING
                : HttpRules.PathRules.StripPort.KEEP,
        manager.getStripTrailingHostDot());
  }

  private HttpTerminal terminal(
      HttpConnectionManager manager, Router router, boolean suppress, Where where)
      throws Unlinkable {
    var common = manager.getCommonHttpProtocolOptions();
    var http1 = manager.getHttpProtocolOptions();
    var http2 = manager.getHttp2ProtocolOptions();
    return new HttpTerminal(
        manager.getStatPrefix(),
        switch (manager.getCodecType()) {
          case AUTO, HTTP3, UNRECOGNIZED -> HttpTerminal.Codec.AUTO;
          case HTTP1 -> HttpTerminal.Codec.HTTP1;
          case HTTP2 -> HttpTerminal.Codec.HTTP2;
        },
        router,
        common.hasIdleTimeout() ? Unpack.duration(common.getIdleTimeout()) : Duration.ofHours(1),
        manager.hasStreamIdleTimeout()
            ? Unpack.duration(manager.getStreamIdleTimeout())
            : Duration.ofMinutes(5),
        Unpack.duration(common.getMaxConnectionDuration()),
        manager.hasDrainTimeout()
            ? Unpack.duration(manager.getDrainTimeout())
            : Duration.ofSeconds(5),
        1024
            * Math.clamp(
                manager.hasMaxRequestHeadersKb()
                    ? Integer.toUnsignedLong(manager.getMaxRequestHeadersKb().getValue())
                    : DEFAULT_HEADER_KILOBYTES,
                1,
                8192),
        http2.hasMaxConcurrentStreams()
            ? ClusterReader.most(http2.getMaxConcurrentStreams().getValue())
            : DEFAULT_STREAMS,
        http1.getAcceptHttp10(),
        manager.getProxy100Continue(),
        suppress,
        switch (manager.getServerHeaderTransformation()) {
          case OVERWRITE, UNRECOGNIZED -> HttpTerminal.ServerHeader.OVERWRITE;
          case APPEND_IF_ABSENT -> HttpTerminal.ServerHeader.APPEND_IF_ABSENT;
          case PASS_THROUGH -> HttpTerminal.ServerHeader.PASS_THROUGH;
        },
        manager.getServerName().isEmpty() ? "envoy" : manager.getServerName(),
        AccessLogReader.read(manager.getAccessLogList(), where),
        cells.tally(manager.getStatPrefix()));
  }
}
