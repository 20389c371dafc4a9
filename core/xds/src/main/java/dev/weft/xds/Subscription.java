package dev.weft.xds;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a client asks for of one type: by itself, by what other resources refer to, and what it has
/// told the server so far on this connection.
final class Subscription {
  final boolean wildcard;

  /// Asked for by the owner of the session.
  final Set<String> explicit = new TreeSet<>();

  /// Referred to by clusters and listeners that were accepted.
  Set<String> derived = Set.of();

  /// What the server was last told on this connection.
  Set<String> told = Set.of();

  /// Whether the server was told anything of this type on this connection.
  boolean begun;

  /// The nonce of the last response on this connection.
  String nonce = "";

  /// The version of the last response accepted as a whole.
  String version = "";

  Subscription(boolean wildcard) {
    this.wildcard = wildcard;
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>(explicit);
    names.addAll(derived);
    return names;
  }

  boolean wants(String name) {
    return wildcard || explicit.contains(name) || derived.contains(name);
  }

  void restart() {
    begun = false;
    nonce = "";
    told = Set.of();
  }

  /// Derives names from what accepted resources refer to.
  void derive(ResourceType type, Iterable<Map<String, References>> references) {
    Set<String> names = new TreeSet<>();
    for (Map<String, References> ofOneType : references) {
      ofOneType.values().forEach(reference -> names.addAll(reference.of(type)));
    }
    derived = names;
  }
}
