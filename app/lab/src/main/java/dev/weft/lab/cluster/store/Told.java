package dev.weft.lab.cluster.store;

import tools.jackson.databind.node.ObjectNode;

/// One change.
///
/// @param version of the whole store after it
/// @param object as it is now, or was last
public record Told(long version, Type type, Ref ref, ObjectNode object) {
  /// As a watch calls it.
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
