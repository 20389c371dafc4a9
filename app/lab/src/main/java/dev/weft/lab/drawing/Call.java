package dev.weft.lab.drawing;

/// An arrow between two pods.
///
/// @param from `CLUSTER/POD`
/// @param to `CLUSTER/POD`, or a cluster when nobody knows better
/// @param state what became of it
public record Call(String from, String to, State state) {
  /// What became of a call, or what is to become of it.
  public enum State {
    /// It is to succeed; nobody has looked yet.
    EXPECTED,
    /// It is to fail; nobody has looked yet.
    BARRED,
    /// It succeeded, encrypted by the sidecars.
    ENCRYPTED,
    /// It succeeded in plain text.
    PLAIN,
    /// It failed, as it was to.
    REFUSED,
    /// It is not as it was to be.
    WRONG
  }
}
