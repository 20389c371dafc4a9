package dev.weft.sources.kubernetes;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What a [Reflector] tells of its shelf. Names are `NAMESPACE/NAME`.
sealed interface Event {
  Shelf shelf();

  /// Everything there is now.
  record Listed(Shelf shelf, String apiVersion, Map<String, JsonNode> objects) implements Event {}

  /// An object is new or different.
  record Is(Shelf shelf, String apiVersion, String name, JsonNode object) implements Event {}

  /// An object is gone.
  record Gone(Shelf shelf, String name) implements Event {}

  /// The API server does not have this kind; it may later.
  record Unserved(Shelf shelf) implements Event {}

  /// The server will not let us read it.
  record Forbidden(Shelf shelf, String why) implements Event {}

  /// The server cannot be reached, or does not keep its word.
  record Lost(Shelf shelf, String why) implements Event {}

  /// The watch is open.
  record Following(Shelf shelf) implements Event {}
}
