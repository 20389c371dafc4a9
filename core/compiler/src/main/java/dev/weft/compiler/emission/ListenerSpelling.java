package dev.weft.compiler.emission;

import com.google.protobuf.BoolValue;
import dev.weft.compiler.plan.AccessLogPlan;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ListenerPlan;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.type.v3.Int32Range;
import java.util.List;
import java.util.Optional;

/// Listeners and how they choose a chain.
final class ListenerSpelling {
  private ListenerSpelling() {}

  static Listener of(ListenerPlan plan, Optional<AccessLogPlan> log) {
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(plan.name())
            .setAddress(Spelling.address(plan.address()))
            .setTrafficDirection(
                switch (plan.direction()) {
                  case INBOUND -> TrafficDirection.INBOUND;
                  case OUTBOUND, GATEWAY -> TrafficDirection.OUTBOUND;
                });
    plan.also()
        .forEach(more ->
            listener.addAdditionalAddresses(
                AdditionalAddress.newBuilder().setAddress(Spelling.address(more))));
    switch (plan.binding()) {
      case SOCKET -> {}
      case DISPATCHING_SOCKET -> listener.setUseOriginalDst(BoolValue.of(true));
      case HANDED_OVER -> listener.setBindToPort(BoolValue.of(false));
    }
    for (ListenerPlan.Inspector inspector : ListenerPlan.Inspector.values()) {
      if (plan.inspectors().contains(inspector)) {
        listener.addListenerFilters(inspector(inspector, plan.spared()));
      }
    }
    if (!plan.inspectors().isEmpty()) {
      listener
          .setListenerFiltersTimeout(Spelling.duration(plan.inspectionTimeout()))
          .setContinueOnListenerFiltersTimeout(true);
    }
    plan.chains().forEach(chain -> listener.addFilterChains(chain(plan, chain, log)));
    plan.fallback().ifPresent(chain -> listener.setDefaultFilterChain(chain(plan, chain, log)));
    log.ifPresent(wanted -> listener.addAccessLog(AccessLogSpelling.ofListener(wanted)));
    return listener.build();
  }

  private static ListenerFilter inspector(
      ListenerPlan.Inspector inspector, List<ListenerPlan.Spared> spared) {
    ListenerFilter filter = inspector(inspector);
    List<ListenerFilterChainMatchPredicate> ports =
        spared.stream()
            .filter(range -> range.inspector() == inspector)
            .map(range ->
                ListenerFilterChainMatchPredicate.newBuilder()
                    .setDestinationPortRange(
                        Int32Range.newBuilder().setStart(range.from()).setEnd(range.to()))
                    .build())
            .toList();
    return switch (ports.size()) {
      case 0 -> filter;
      case 1 -> filter.toBuilder().setFilterDisabled(ports.getFirst()).build();
      default ->
          filter.toBuilder()
              .setFilterDisabled(
                  ListenerFilterChainMatchPredicate.newBuilder()
                      .setOrMatch(
                          ListenerFilterChainMatchPredicate.MatchSet.newBuilder()
                              .addAllRules(ports)))
              .build();
    };
  }

  private static ListenerFilter inspector(ListenerPlan.Inspector inspector) {
    return switch (inspector) {
      case ORIGINAL_DESTINATION ->
          filter("envoy.filters.listener.original_dst", OriginalDst.getDefaultInstance());
      case PROXY_PROTOCOL ->
          filter("envoy.filters.listener.proxy_protocol", ProxyProtocol.getDefaultInstance());
      case TLS -> filter("envoy.filters.listener.tls_inspector", TlsInspector.getDefaultInstance());
      case HTTP ->
          filter("envoy.filters.listener.http_inspector", HttpInspector.getDefaultInstance());
    };
  }

  private static ListenerFilter filter(String name, com.google.protobuf.Message config) {
    return ListenerFilter.newBuilder().setName(name).setTypedConfig(Spelling.pack(config)).build();
  }

  private static FilterChain chain(
      ListenerPlan listener, ChainPlan plan, Optional<AccessLogPlan> log) {
    FilterChain.Builder chain = FilterChain.newBuilder().setName(plan.name());
    if (!plan.match().equals(ChainPlan.Match.ANY)) {
      chain.setFilterChainMatch(match(plan.match()));
    }
    plan.tls().ifPresent(tls -> chain.setTransportSocket(TlsSpelling.server(tls)));
    Marks.of(plan.rule()).ifPresent(chain::setMetadata);
    switch (plan.terminal()) {
      case ChainPlan.Http http ->
          chain.addFilters(
              TerminalSpelling.http(http, plan.access().requests(), listener.direction(), log));
      case ChainPlan.Tcp tcp -> {
        plan.access()
            .connections()
            .forEach(gate -> chain.addFilters(AuthorizationSpelling.network(gate)));
        chain.addFilters(TerminalSpelling.tcp(tcp, log));
      }
    }
    return chain.build();
  }

  private static FilterChainMatch match(ChainPlan.Match plan) {
    FilterChainMatch.Builder match =
        FilterChainMatch.newBuilder()
            .setTransportProtocol(plan.transport())
            .addAllServerNames(plan.serverNames())
            .addAllApplicationProtocols(plan.applicationProtocols());
    plan.destinationPort().ifPresent(port -> match.setDestinationPort(Spelling.number(port)));
    plan.destinationRanges().forEach(range -> match.addPrefixRanges(Spelling.range(range)));
    return match.build();
  }
}
