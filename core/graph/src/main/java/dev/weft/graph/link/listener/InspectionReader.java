package dev.weft.graph.link.listener;

import dev.weft.graph.link.filter.FilterReader;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.listener.Inspection;
import dev.weft.graph.listener.Sockets;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc;
import io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads listener filters.
final class InspectionReader {
  private static final String FILTERS = "envoy.extensions.filters.listener.";
  private static final String ORIGINAL_SOURCE = FILTERS + "original_src.v3.OriginalSrc";

  private InspectionReader() {}

  static Inspection read(Listener listener, Where where) throws Unlinkable {
    boolean tls = false;
    boolean http = false;
    boolean original = listener.getUseOriginalDst().getValue();
    boolean proxy = false;
    boolean withoutProxy = false;
    List<Inspection.PortRange> notTls = new ArrayList<>();
    List<Inspection.PortRange> notHttp = new ArrayList<>();
    for (int i = 0; i < listener.getListenerFiltersCount(); i++) {
      ListenerFilter filter = listener.getListenerFilters(i);
      Where at = where.in("listener_filters", i);
      switch (kind(filter)) {
        case FILTERS + "tls_inspector.v3.TlsInspector", "envoy.filters.listener.tls_inspector" -> {
          tls = true;
          ports(filter, at, notTls);
        }
        case FILTERS + "http_inspector.v3.HttpInspector",
            "envoy.filters.listener.http_inspector" -> {
          http = true;
          ports(filter, at, notHttp);
        }
        case FILTERS + "original_dst.v3.OriginalDst", "envoy.filters.listener.original_dst" ->
            original = true;
        case FILTERS + "proxy_protocol.v3.ProxyProtocol",
            "envoy.filters.listener.proxy_protocol" -> {
          proxy = true;
          withoutProxy =
              filter.hasTypedConfig()
                  && Unpack.as(filter.getTypedConfig(), ProxyProtocol.getDefaultInstance(), at)
                      .getAllowRequestsWithoutProxyProtocol();
        }
        case ORIGINAL_SOURCE -> {}
        default -> {
          if (!FilterReader.knownWithoutEffect(filter.getTypedConfig(), filter.getName())) {
            throw at.lacking("the listener filter '" + filter.getName() + "'");
          }
        }
      }
    }
    return new Inspection(
        tls,
        http,
        original,
        proxy,
        withoutProxy,
        listener.hasListenerFiltersTimeout()
            ? Unpack.duration(listener.getListenerFiltersTimeout())
            : Duration.ofSeconds(15),
        listener.getContinueOnListenerFiltersTimeout(),
        notTls,
        notHttp);
  }

  /// Whether upstream connections of the listener keep the client's address.
  static Optional<Sockets.OriginalSource> originalSource(Listener listener, Where where)
      throws Unlinkable {
    for (int i = 0; i < listener.getListenerFiltersCount(); i++) {
      ListenerFilter filter = listener.getListenerFilters(i);
      if (kind(filter).equals(ORIGINAL_SOURCE)) {
        Where at = where.in("listener_filters", i);
        OriginalSrc read = Unpack.as(filter.getTypedConfig(), OriginalSrc.getDefaultInstance(), at);
        if (read.getBindPort()) {
          throw at.in("bind_port").lacking("keeping the client's port");
        }
        return Optional.of(new Sockets.OriginalSource(read.getMark()));
      }
    }
    return Optional.empty();
  }

  private static String kind(ListenerFilter filter) {
    return filter.hasTypedConfig() ? Unpack.type(filter.getTypedConfig()) : filter.getName();
  }

  private static void ports(ListenerFilter filter, Where where, List<Inspection.PortRange> ranges)
      throws Unlinkable {
    if (filter.hasFilterDisabled()) {
      collect(filter.getFilterDisabled(), where.in("filter_disabled"), ranges);
    }
  }

  private static void collect(
      ListenerFilterChainMatchPredicate predicate, Where where, List<Inspection.PortRange> ranges)
      throws Unlinkable {
    switch (predicate.getRuleCase()) {
      case DESTINATION_PORT_RANGE ->
          ranges.add(
              new Inspection.PortRange(
                  predicate.getDestinationPortRange().getStart(),
                  predicate.getDestinationPortRange().getEnd()));
      case OR_MATCH -> {
        for (int i = 0; i < predicate.getOrMatch().getRulesCount(); i++) {
          collect(predicate.getOrMatch().getRules(i), where.in("or_match", i), ranges);
        }
      }
      case ANY_MATCH -> ranges.add(new Inspection.PortRange(0, 65_536));
      case AND_MATCH, NOT_MATCH, RULE_NOT_SET ->
          throw where.lacking("a condition other than destination ports");
    }
  }
}
