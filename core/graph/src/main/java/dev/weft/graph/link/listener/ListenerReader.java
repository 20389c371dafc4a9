package dev.weft.graph.link.listener;

import dev.weft.graph.authorization.Rules;
import dev.weft.graph.link.cluster.EndpointReader;
import dev.weft.graph.link.filter.AuthorizationReader;
import dev.weft.graph.link.filter.FilterReader;
import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.link.tls.TlsReader;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.ChainMatch;
import dev.weft.graph.listener.Chains;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.Sockets;
import dev.weft.graph.listener.Terminal;
import dev.weft.graph.match.Cidr;
import dev.weft.model.Address;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.AdditionalAddress;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads listeners.
public final class ListenerReader {
  private static final Refusals LISTENER =
      Refusals.of(
          io.envoyproxy.envoy.config.listener.v3.Listener.getDescriptor(),
          "filter_chain_matcher",
          "udp_listener_config",
          "api_listener",
          "internal_listener",
          "freebind",
          "enable_mptcp");
  private static final Refusals RBAC_FILTER =
      Refusals.of(RBAC.getDescriptor(), "matcher", "shadow_matcher", "delay_deny");

  private static final String NETWORK = "envoy.extensions.filters.network.";

  private final TlsReader tls;
  private final HttpReader http;
  private final TcpReader tcp;

  public ListenerReader(Cells cells) {
    tls = new TlsReader(cells);
    http = new HttpReader(cells);
    tcp = new TcpReader(cells.clusters());
  }

  /// A listener, and the inline routes of its chains by the name of their cell.
  public record Read(Listener listener, Map<String, RouteConfiguration> inlineRoutes) {}

  public Read read(
      io.envoyproxy.envoy.config.listener.v3.Listener listener, String version, Where where)
      throws Unlinkable {
    refuseUnknown(listener, where);
    Map<String, RouteConfiguration> inline = new LinkedHashMap<>();
    List<Chain> chains = new ArrayList<>();
    for (int i = 0; i < listener.getFilterChainsCount(); i++) {
      chains.add(
          chain(
              listener.getFilterChains(i),
              listener.getName() + "#" + i,
              inline,
              where.in("filter_chains", i)));
    }
    Optional<Chain> fallback =
        listener.hasDefaultFilterChain()
            ? Optional.of(
                chain(
                    listener.getDefaultFilterChain(),
                    listener.getName() + "#default",
                    inline,
                    where.in("default_filter_chain")))
            : Optional.empty();
    if (chains.isEmpty() && fallback.isEmpty()) {
      throw where.in("filter_chains").fault("there is no filter chain", "add one");
    }
    boolean bind =
        listener.hasBindToPort()
            ? listener.getBindToPort().getValue()
            : !listener.getDeprecatedV1().hasBindToPort()
                || listener.getDeprecatedV1().getBindToPort().getValue();
    return new Read(
        new Listener(
            listener.getName(),
            addresses(listener, where),
            bind,
            listener.getUseOriginalDst().getValue(),
            InspectionReader.read(listener, where),
            switch (listener.getTrafficDirection()) {
              case UNSPECIFIED, UNRECOGNIZED -> Listener.Direction.UNSPECIFIED;
              case INBOUND -> Listener.Direction.INBOUND;
              case OUTBOUND -> Listener.Direction.OUTBOUND;
            },
            listener.getStatPrefix(),
            arrange(chains, fallback, where),
            AccessLogReader.read(listener.getAccessLogList(), where),
            Matchers.metadata(listener.getMetadata()),
            sockets(listener, where),
            version),
        inline);
  }

  private static Chains arrange(List<Chain> chains, Optional<Chain> fallback, Where where)
      throws Unlinkable {
    try {
      return new Chains(chains, fallback);
    } catch (Chains.ConflictException conflict) {
      throw where
          .in("filter_chains", conflict.index())
          .in("filter_chain_match")
          .fault(String.valueOf(conflict.getMessage()), "give the chains different matches");
    }
  }

  private static void refuseUnknown(
      io.envoyproxy.envoy.config.listener.v3.Listener listener, Where where) throws Unlinkable {
    if (listener.getName().isEmpty()) {
      throw where.in("name").fault("the listener has no name", "name it");
    }
    LISTENER.check(listener, where);
  }

  private static Sockets sockets(
      io.envoyproxy.envoy.config.listener.v3.Listener listener, Where where) throws Unlinkable {
    Set<Address> dualStack = new HashSet<>();
    if (listener.getAddress().getSocketAddress().getIpv4Compat()) {
      dualStack.add(EndpointReader.address(listener.getAddress(), where.in("address")));
    }
    for (AdditionalAddress more : listener.getAdditionalAddressesList()) {
      if (more.getAddress().getSocketAddress().getIpv4Compat()) {
        dualStack.add(EndpointReader.address(more.getAddress(), where.in("additional_addresses")));
      }
    }
    return new Sockets(
        listener.getTransparent().getValue(),
        dualStack,
        InspectionReader.originalSource(listener, where));
  }

  private static List<Address> addresses(
      io.envoyproxy.envoy.config.listener.v3.Listener listener, Where where) throws Unlinkable {
    List<Address> addresses = new ArrayList<>();
    addresses.add(bindable(listener.getAddress(), where.in("address")));
    for (int i = 0; i < listener.getAdditionalAddressesCount(); i++) {
      AdditionalAddress more = listener.getAdditionalAddresses(i);
      addresses.add(bindable(more.getAddress(), where.in("additional_addresses", i).in("address")));
    }
    return addresses;
  }

  private static Address bindable(io.envoyproxy.envoy.config.core.v3.Address address, Where where)
      throws Unlinkable {
    Address read = EndpointReader.address(address, where);
    if (read instanceof Address.Ip ip && Cidr.address(ip.host()).isEmpty()) {
      throw where
          .in("socket_address")
          .in("address")
          .fault("'" + ip.host() + "' is no IP address", "bind to an IP address");
    }
    return read;
  }

  private Chain chain(
      FilterChain chain, String inlineName, Map<String, RouteConfiguration> inline, Where where)
      throws Unlinkable {
    if (chain.getUseProxyProto().getValue()) {
      throw where.in("use_proxy_proto").lacking("this older form of the PROXY protocol");
    }
    return new Chain(
        chain.getName(),
        match(chain.getFilterChainMatch(), where.in("filter_chain_match")),
        chain.hasTransportSocket()
            ? tls.server(chain.getTransportSocket(), where)
            : Optional.empty(),
        terminal(chain.getFiltersList(), inlineName, inline, where),
        chain.hasTransportSocketConnectTimeout()
            ? Unpack.duration(chain.getTransportSocketConnectTimeout())
            : Duration.ZERO,
        Matchers.metadata(chain.getMetadata()));
  }

  private Terminal terminal(
      List<Filter> filters, String inlineName, Map<String, RouteConfiguration> inline, Where where)
      throws Unlinkable {
    List<Rules> authorization = new ArrayList<>();
    boolean byServerName = false;
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      Where at = where.in("filters", i);
      boolean last = i == filters.size() - 1;
      switch (Unpack.type(filter.getTypedConfig())) {
        case NETWORK + "http_connection_manager.v3.HttpConnectionManager" -> {
          requireLast(last, at);
          if (!authorization.isEmpty()) {
            throw where.in("filters", 0).lacking("network authorization before HTTP");
          }
          HttpReader.Read read =
              http.read(
                  Unpack.as(
                      filter.getTypedConfig(), HttpConnectionManager.getDefaultInstance(), at),
                  inlineName,
                  at);
          read.inline().ifPresent(routes -> inline.put(inlineName, routes));
          return read.terminal();
        }
        case NETWORK + "tcp_proxy.v3.TcpProxy" -> {
          requireLast(last, at);
          return tcp.read(
              Unpack.as(filter.getTypedConfig(), TcpProxy.getDefaultInstance(), at),
              authorization,
              byServerName,
              at);
        }
        case NETWORK + "sni_cluster.v3.SniCluster" -> byServerName = true;
        case NETWORK + "rbac.v3.RBAC" -> {
          RBAC rbac = Unpack.as(filter.getTypedConfig(), RBAC.getDefaultInstance(), at);
          RBAC_FILTER.check(rbac, at);
          if (rbac.getEnforcementType() == RBAC.EnforcementType.CONTINUOUS) {
            throw at.in("enforcement_type").lacking("judging a connection again and again");
          }
          if (rbac.hasRules()) {
            authorization.add(AuthorizationReader.rules(rbac.getRules(), at.in("rules")));
          }
        }
        default -> {
          if (!FilterReader.knownWithoutEffect(filter.getTypedConfig(), filter.getName())) {
            throw at.lacking(
                "the network filter '"
                    + filter.getName()
                    + "' ("
                    + filter.getTypedConfig().getTypeUrl()
                    + ")");
          }
        }
      }
    }
    throw where
        .in("filters")
        .fault("no filter ends the chain", "end it with an HTTP connection manager or TCP proxy");
  }

  private static void requireLast(boolean last, Where where) throws Unlinkable {
    if (!last) {
      throw where.fault("a filter that ends the chain is not the last", "move it to the end");
    }
  }

  private static ChainMatch match(FilterChainMatch match, Where where) throws Unlinkable {
    if (!match.getAddressSuffix().isEmpty() || match.hasSuffixLen()) {
      throw where.in("address_suffix").lacking("matching the end of an address");
    }
    String transport = match.getTransportProtocol();
    if (!transport.isEmpty() && !transport.equals("tls") && !transport.equals("raw_buffer")) {
      throw where.in("transport_protocol").lacking("the transport protocol '" + transport + "'");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < match.getServerNamesCount(); i++) {
      String name = match.getServerNames(i).toLowerCase(Locale.ROOT);
      if (name.lastIndexOf('*') > 0 || name.startsWith("*") && !name.startsWith("*.")) {
        throw where
            .in("server_names", i)
            .fault("'" + name + "' is no server name", "use a name, or '*.' and the end of one");
      }
      names.add(name);
    }
    return new ChainMatch(
        match.getDestinationPort().getValue(),
        ranges(match.getPrefixRangesList(), where, "prefix_ranges"),
        names,
        transport,
        match.getApplicationProtocolsList(),
        ranges(match.getDirectSourcePrefixRangesList(), where, "direct_source_prefix_ranges"),
        switch (match.getSourceType()) {
          case ANY, UNRECOGNIZED -> ChainMatch.Source.ANY;
          case SAME_IP_OR_LOOPBACK -> ChainMatch.Source.SAME_IP_OR_LOOPBACK;
          case EXTERNAL -> ChainMatch.Source.EXTERNAL;
        },
        ranges(match.getSourcePrefixRangesList(), where, "source_prefix_ranges"),
        match.getSourcePortsList());
  }

  private static List<String> ranges(List<CidrRange> ranges, Where where, String field)
      throws Unlinkable {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      texts.add(Matchers.range(ranges.get(i), where.in(field, i)).toString());
    }
    return texts;
  }
}
