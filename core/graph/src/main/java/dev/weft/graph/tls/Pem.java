package dev.weft.graph.tls;

/// PEM text, or where to read it.
public sealed interface Pem {
  record Inline(String text) implements Pem {
    /// Never prints what may be a private key.
    @Override
    public String toString() {
      return "Inline[" + text.length() + " characters]";
    }
  }

  /// @param path a file that whoever opens contexts reads and watches
  record File(String path) implements Pem {}
}
