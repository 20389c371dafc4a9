package dev.weft.sources;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A store in memory: named texts, as files would be. For tests, and for what is applied by hand.
public final class MemorySource implements Source {
  private final Ledger ledger;
  private @Nullable Consumer<Batch> listener;

  /// An empty store.
  ///
  /// @param defaultNamespace the namespace of resources that name none
  public MemorySource(String defaultNamespace) {
    this.ledger = new Ledger(defaultNamespace);
  }

  @Override
  public synchronized void start(Consumer<Batch> to) {
    listener = to;
    to.accept(ledger.settle());
  }

  /// Adds or replaces a text.
  public synchronized void put(String file, String text) {
    ledger.take(ledger.read(file, text));
    tell();
  }

  /// Adds or replaces several texts, told as one batch.
  public synchronized void putAll(Map<String, String> texts) {
    texts.forEach((file, text) -> ledger.take(ledger.read(file, text)));
    tell();
  }

  /// Removes a text; nothing happens when there is none.
  public synchronized void remove(String file) {
    ledger.remove(file);
    tell();
  }

  private void tell() {
    Optional.ofNullable(listener).ifPresent(to -> to.accept(ledger.settle()));
  }

  @Override
  public synchronized void close() {
    listener = null;
  }
}
