package dev.weft.compiler.outbound;

import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.model.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An outbound listener in the making, which services of one address and port add chains to.
final class ListenerDraft {
  /// What is spoken on it so far.
  enum Speech {
    HTTP,
    TCP,
    /// Both: the first bytes decide.
    DETECTED
  }

  private final String bind;
  private final int port;
  private final boolean bound;
  private final Set<String> also = new LinkedHashSet<>();
  private final List<ChainPlan> chains = new ArrayList<>();
  private Speech speech;
  private boolean locked;

  ListenerDraft(String bind, int port, boolean bound, Speech speech, List<ChainPlan> chains) {
    this.bind = bind;
    this.port = port;
    this.bound = bound;
    this.speech = speech;
    this.chains.addAll(chains);
  }

  String bind() {
    return bind;
  }

  /// It takes connections to this address too.
  void also(String address) {
    also.add(address);
  }

  Speech speech() {
    return speech;
  }

  boolean locked() {
    return locked;
  }

  /// Nothing more may be added: a Sidecar asked for this port by number.
  void lock() {
    locked = true;
  }

  /// Adds the chains that take other connections than those that are there; the earlier ones win.
  void merge(List<ChainPlan> more, Speech now) {
    for (ChainPlan chain : more) {
      if (chains.stream().noneMatch(own -> own.match().equals(chain.match()))) {
        chains.add(chain);
      }
    }
    speech = now;
  }

  ListenerPlan done(ChainPlan otherwise, Duration detection) {
    List<ChainPlan> matching = new ArrayList<>();
    Optional<ChainPlan> all = Optional.empty();
    Set<ListenerPlan.Inspector> inspectors = EnumSet.noneOf(ListenerPlan.Inspector.class);
    for (ChainPlan chain : chains) {
      if (chain.match().equals(ChainPlan.Match.ANY)) {
        all = Optional.of(chain);
      } else {
        matching.add(chain);
      }
      if (!chain.match().serverNames().isEmpty()) {
        inspectors.add(ListenerPlan.Inspector.TLS);
      }
      if (!chain.match().applicationProtocols().isEmpty()) {
        inspectors.add(ListenerPlan.Inspector.HTTP);
      }
    }
    boolean alone = matching.isEmpty() && all.isPresent();
    return new ListenerPlan(
            name(bind, port),
            bind.startsWith("unix://")
                ? new Address.Pipe(bind.substring("unix://".length()))
                : Address.ip(bind, port),
            bound ? ListenerPlan.Binding.SOCKET : ListenerPlan.Binding.HANDED_OVER,
            ListenerPlan.Direction.OUTBOUND,
            inspectors,
            inspectors.contains(ListenerPlan.Inspector.HTTP) ? detection : Duration.ZERO,
            alone ? all.stream().toList() : matching,
            alone ? Optional.empty() : Optional.of(all.orElse(otherwise)))
        .also(also.stream().map(address -> Address.ip(address, port)).toList());
  }

  static String name(String bind, int port) {
    return bind + "_" + port;
  }
}
