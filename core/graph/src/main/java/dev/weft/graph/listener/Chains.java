package dev.weft.graph.listener;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import java.util.List;
import java.util.Optional;

/// The filter chains of a listener, arranged so that one is found as Envoy finds it: destination
/// port, destination address, server name, transport, application protocol, directly connected
/// source, kind of source, source address, source port. At each step the most specific value that
/// any chain names is followed, and there is no way back.
public final class Chains {
  private final List<Chain> all;
  private final Optional<Chain> fallback;
  private final Step first;

  /// @throws ConflictException when two chains apply to the same connections
  public Chains(List<Chain> all, Optional<Chain> fallback) {
    this.all = List.copyOf(all);
    this.fallback = fallback;
    this.first = ChainTree.of(this.all);
  }

  /// Two chains that cannot be told apart.
  public static final class ConflictException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int index;

    ConflictException(int index, String message) {
      super(message);
      this.index = index;
    }

    /// Which of the chains cannot be told from an earlier one.
    public int index() {
      return index;
    }
  }

  /// Every chain but the default one, as written.
  public List<Chain> all() {
    return all;
  }

  /// The default chain, for connections that no other takes.
  public Optional<Chain> fallback() {
    return fallback;
  }

  Optional<Chain> find(Arrival arrival, Hint hint) {
    Chain chain = first.find(new Step.Connection(arrival, hint));
    return chain == null ? fallback : Optional.of(chain);
  }
}
