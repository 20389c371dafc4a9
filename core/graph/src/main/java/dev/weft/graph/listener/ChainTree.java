package dev.weft.graph.listener;

import dev.weft.graph.match.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Arranges filter chains into [Step]s.
final class ChainTree {
  private static final Step NOWHERE = new Step.ByTransport(Map.of(), Optional.empty());

  private ChainTree() {}

  /// One chain with its place in the list.
  private record Item(int index, Chain chain) {
    ChainMatch match() {
      return chain.match();
    }
  }

  static Step of(List<Chain> chains) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < chains.size(); i++) {
      items.add(new Item(i, chains.get(i)));
    }
    return items.isEmpty() ? NOWHERE : byDestinationPort(items);
  }

  /// Sorts items by what each names; those that name nothing come under the empty key.
  private static <K> Map<K, List<Item>> sort(
      List<Item> items, Function<ChainMatch, List<K>> keys, List<Item> unnamed) {
    Map<K, List<Item>> sorted = new LinkedHashMap<>();
    for (Item item : items) {
      List<K> named = keys.apply(item.match());
      if (named.isEmpty()) {
        unnamed.add(item);
      }
      for (K key : named) {
        sorted.computeIfAbsent(key, none -> new ArrayList<>()).add(item);
      }
    }
    return sorted;
  }

  private static <K> Map<K, Step> steps(
      Map<K, List<Item>> sorted, Function<List<Item>, Step> next) {
    Map<K, Step> steps = new HashMap<>();
    sorted.forEach((key, items) -> steps.put(key, next.apply(items)));
    return steps;
  }

  private static Optional<Step> rest(List<Item> unnamed, Function<List<Item>, Step> next) {
    return unnamed.isEmpty() ? Optional.empty() : Optional.of(next.apply(unnamed));
  }

  private static Step byDestinationPort(List<Item> items) {
    List<Item> unnamed = new ArrayList<>();
    Map<Integer, List<Item>> sorted =
        sort(
            items,
            match -> match.destinationPort() == 0 ? List.of() : List.of(match.destinationPort()),
            unnamed);
    return new Step.ByPort(
        Step.ByPort.Which.DESTINATION,
        steps(sorted, ChainTree::byDestination),
        rest(unnamed, ChainTree::byDestination));
  }

  private static Step byAddress(
      Step.ByAddress.Which which,
      List<Item> items,
      Function<ChainMatch, List<String>> keys,
      Function<List<Item>, Step> next) {
    List<Item> unnamed = new ArrayList<>();
    Map<Cidr, List<Item>> sorted =
        sort(items, match -> keys.apply(match).stream().map(ChainTree::cidr).toList(), unnamed);
    List<Step.ByAddress.Range> ranges = new ArrayList<>();
    sorted.forEach(
        (range, members) -> ranges.add(new Step.ByAddress.Range(range, next.apply(members))));
    ranges.sort(
        Comparator.comparingInt((Step.ByAddress.Range range) -> range.range().bits()).reversed());
    return new Step.ByAddress(which, List.copyOf(ranges), rest(unnamed, next));
  }

  private static Cidr cidr(String text) {
    int slash = text.lastIndexOf('/');
    return Cidr.of(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)))
        .orElseThrow(() -> new IllegalArgumentException("not a range: " + text));
  }

  private static Step byDestination(List<Item> items) {
    return byAddress(
        Step.ByAddress.Which.DESTINATION, items, ChainMatch::destinations, ChainTree::byServerName);
  }

  private static Step byServerName(List<Item> items) {
    List<Item> unnamed = new ArrayList<>();
    Map<String, List<Item>> sorted = sort(items, ChainMatch::serverNames, unnamed);
    Map<String, Step> exact = new HashMap<>();
    Map<String, Step> suffixes = new HashMap<>();
    sorted.forEach((name, members) -> {
      if (name.startsWith("*")) {
        suffixes.put(name.substring(1), byTransport(members));
      } else {
        exact.put(name, byTransport(members));
      }
    });
    return new Step.ByServerName(exact, suffixes, rest(unnamed, ChainTree::byTransport));
  }

  private static Step byTransport(List<Item> items) {
    List<Item> unnamed = new ArrayList<>();
    Map<String, List<Item>> sorted =
        sort(
            items,
            match -> match.transport().isEmpty() ? List.of() : List.of(match.transport()),
            unnamed);
    return new Step.ByTransport(
        steps(sorted, ChainTree::byProtocol), rest(unnamed, ChainTree::byProtocol));
  }

  private static Step byProtocol(List<Item> items) {
    List<Item> unnamed = new ArrayList<>();
    Map<String, List<Item>> sorted = sort(items, ChainMatch::alpn, unnamed);
    return new Step.ByProtocol(
        steps(sorted, ChainTree::byDirectSource), rest(unnamed, ChainTree::byDirectSource));
  }

  private static Step byDirectSource(List<Item> items) {
    return byAddress(
        Step.ByAddress.Which.DIRECT_SOURCE,
        items,
        ChainMatch::directSources,
        ChainTree::bySourceKind);
  }

  private static Step bySourceKind(List<Item> items) {
    Map<ChainMatch.Source, List<Item>> sorted =
        sort(items, match -> List.of(match.source()), new ArrayList<>());
    Map<ChainMatch.Source, Step> steps = steps(sorted, ChainTree::bySource);
    return new Step.BySource(
        Optional.ofNullable(steps.get(ChainMatch.Source.SAME_IP_OR_LOOPBACK)),
        Optional.ofNullable(steps.get(ChainMatch.Source.EXTERNAL)),
        Optional.ofNullable(steps.get(ChainMatch.Source.ANY)));
  }

  private static Step bySource(List<Item> items) {
    return byAddress(
        Step.ByAddress.Which.SOURCE, items, ChainMatch::sources, ChainTree::bySourcePort);
  }

  private static Step bySourcePort(List<Item> items) {
    List<Item> unnamed = new ArrayList<>();
    Map<Integer, List<Item>> sorted = sort(items, ChainMatch::sourcePorts, unnamed);
    return new Step.ByPort(
        Step.ByPort.Which.SOURCE, steps(sorted, ChainTree::only), rest(unnamed, ChainTree::only));
  }

  private static Step only(List<Item> items) {
    if (items.size() > 1) {
      throw new Chains.ConflictException(
          items.get(1).index(),
          "filter chain '"
              + items.get(1).chain().name()
              + "' applies to the same connections as '"
              + items.get(0).chain().name()
              + "'");
    }
    return new Step.Found(items.get(0).chain());
  }
}
