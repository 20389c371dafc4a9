package dev.weft.graph.listener;

import java.util.List;

/// When a chain applies, as written; an empty list is no condition.
///
/// @param destinationPort 0 for any
/// @param transport `tls`, `raw_buffer` or empty for any
/// @param source any, local or external addresses
public record ChainMatch(
    int destinationPort,
    List<String> destinations,
    List<String> serverNames,
    String transport,
    List<String> alpn,
    List<String> directSources,
    Source source,
    List<String> sources,
    List<Integer> sourcePorts) {
  public static final ChainMatch ANY =
      new ChainMatch(
          0, List.of(), List.of(), "", List.of(), List.of(), Source.ANY, List.of(), List.of());

  public ChainMatch {
    destinations = List.copyOf(destinations);
    serverNames = List.copyOf(serverNames);
    alpn = List.copyOf(alpn);
    directSources = List.copyOf(directSources);
    sources = List.copyOf(sources);
    sourcePorts = List.copyOf(sourcePorts);
  }

  public enum Source {
    ANY,
    SAME_IP_OR_LOOPBACK,
    EXTERNAL
  }
}
