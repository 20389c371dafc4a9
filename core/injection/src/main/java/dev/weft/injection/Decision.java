package dev.weft.injection;

/// Whether a pod gets a proxy.
public sealed interface Decision {
  /// In words, naming the label that decided it.
  String why();

  /// It does.
  record Inject(String why) implements Decision {}

  /// It is left as it is.
  record Leave(String why) implements Decision {}
}
