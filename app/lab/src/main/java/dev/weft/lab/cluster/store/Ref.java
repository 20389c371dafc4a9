package dev.weft.lab.cluster.store;

/// Which object.
///
/// @param namespace empty for kinds that live in none
public record Ref(Shelf shelf, String namespace, String name) {
  @Override
  public String toString() {
    return shelf.plural() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
  }
}
