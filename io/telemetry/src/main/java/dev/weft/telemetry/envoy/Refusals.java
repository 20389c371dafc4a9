package dev.weft.telemetry.envoy;

import dev.weft.graph.tls.Mistrust;
import dev.weft.telemetry.metrics.Collector.Samples;
import dev.weft.telemetry.metrics.Counter;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// `weft_trust_refusals{peer, reason}`: whom this proxy did not believe. Envoy only counts that
/// verification failed. Whose certificate it was is in the access log: a label that strangers
/// choose would have no bound.
final class Refusals {
  private static final String NAME = "weft_trust_refusals";

  private record Key(String peer, Mistrust reason) {}

  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

  /// Counts what a transport failure tells of, if it is mistrust.
  ///
  /// @param peer `client` or `server`: the side that was not believed
  void count(String peer, String failure) {
    if (!failure.isEmpty()) {
      Mistrust.in(failure)
          .ifPresent(reason ->
              counters.computeIfAbsent(new Key(peer, reason), absent -> new Counter()).increment());
    }
  }

  void collect(Samples into) {
    counters.forEach((key, counter) ->
        into.counter(
            new Name(
                NAME + "." + key.peer() + "." + key.reason().word(),
                NAME,
                List.of(new Label("peer", key.peer()), new Label("reason", key.reason().word()))),
            counter.value()));
  }
}
