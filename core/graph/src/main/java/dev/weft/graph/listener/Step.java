package dev.weft.graph.listener;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.match.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One step of the search for a filter chain.
sealed interface Step {
  record Connection(Arrival arrival, Hint hint) {}

  @Nullable Chain find(Connection connection);

  /// The end of the search.
  record Found(Chain chain) implements Step {
    @Override
    public Chain find(Connection connection) {
      return chain;
    }
  }

  /// @param rest for ports that are not listed
  record ByPort(Which which, Map<Integer, Step> ports, Optional<Step> rest) implements Step {
    enum Which {
      DESTINATION,
      SOURCE
    }

    @Override
    public @Nullable Chain find(Connection connection) {
      int port =
          which == Which.DESTINATION
              ? connection.arrival().original().getPort()
              : connection.arrival().remote().getPort();
      Step next = ports.get(port);
      if (next == null) {
        next = rest.orElse(null);
      }
      return next == null ? null : next.find(connection);
    }
  }

  /// @param ranges the longest prefix first
  /// @param rest for addresses in none of them
  record ByAddress(Which which, List<Range> ranges, Optional<Step> rest) implements Step {
    enum Which {
      DESTINATION,
      DIRECT_SOURCE,
      SOURCE
    }

    record Range(Cidr range, Step next) {}

    @Override
    public @Nullable Chain find(Connection connection) {
      InetAddress address =
          switch (which) {
            case DESTINATION -> connection.arrival().original().getAddress();
            case DIRECT_SOURCE -> connection.arrival().direct().getAddress();
            case SOURCE -> connection.arrival().remote().getAddress();
          };
      if (address != null && !ranges.isEmpty()) {
        byte[] bytes = address.getAddress();
        for (Range range : ranges) {
          if (range.range().contains(bytes)) {
            return range.next().find(connection);
          }
        }
      }
      return rest.isEmpty() ? null : rest.get().find(connection);
    }
  }

  /// @param exact by whole name
  /// @param suffixes by the part after `*`, such as `.example.com`
  record ByServerName(Map<String, Step> exact, Map<String, Step> suffixes, Optional<Step> rest)
      implements Step {
    @Override
    public @Nullable Chain find(Connection connection) {
      String name = connection.hint().serverName();
      Step next = exact.get(name);
      int dot = name.indexOf('.');
      while (next == null && dot >= 0 && !suffixes.isEmpty()) {
        next = suffixes.get(name.substring(dot));
        dot = name.indexOf('.', dot + 1);
      }
      if (next == null) {
        next = rest.orElse(null);
      }
      return next == null ? null : next.find(connection);
    }
  }

  record ByTransport(Map<String, Step> transports, Optional<Step> rest) implements Step {
    @Override
    public @Nullable Chain find(Connection connection) {
      Step next =
          transports.get(
              connection.hint().transport() == Hint.Transport.TLS ? "tls" : "raw_buffer");
      if (next == null) {
        next = rest.orElse(null);
      }
      return next == null ? null : next.find(connection);
    }
  }

  record ByProtocol(Map<String, Step> protocols, Optional<Step> rest) implements Step {
    @Override
    public @Nullable Chain find(Connection connection) {
      Step next = null;
      switch (connection.hint().protocol()) {
        case HTTP10 -> next = protocols.get("http/1.0");
        case HTTP1 -> next = protocols.get("http/1.1");
        case HTTP2 -> next = protocols.get("h2c");
        case OTHER, NONE -> {
          for (String offered : connection.hint().alpn()) {
            next = protocols.get(offered);
            if (next != null) {
              break;
            }
          }
        }
      }
      if (next == null) {
        next = rest.orElse(null);
      }
      return next == null ? null : next.find(connection);
    }
  }

  record BySource(Optional<Step> local, Optional<Step> external, Optional<Step> any)
      implements Step {
    @Override
    public @Nullable Chain find(Connection connection) {
      Arrival arrival = connection.arrival();
      InetAddress source = arrival.remote().getAddress();
      boolean isLocal =
          source != null
              && (source.isLoopbackAddress() || source.equals(arrival.original().getAddress()));
      Optional<Step> narrow = isLocal ? local : external;
      Optional<Step> next = narrow.isPresent() ? narrow : any;
      return next.isEmpty() ? null : next.get().find(connection);
    }
  }
}
