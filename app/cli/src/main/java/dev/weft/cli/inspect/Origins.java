package dev.weft.cli.inspect;

import static dev.weft.cli.inspect.ConfigDump.field;
import static dev.weft.cli.inspect.ConfigDump.text;

import tools.jackson.databind.JsonNode;

/// Which resource decided a part of the configuration, as its metadata says.
final class Origins {
  private static final String PREFIX = "/apis/networking.istio.io/";

  private Origins() {}

  /// `NAME.NAMESPACE` of the VirtualService or DestinationRule; empty when there is none.
  static String of(JsonNode resource) {
    JsonNode istio = field(field(resource, "metadata"), "filter_metadata").path("istio");
    String path = text(istio, "config");
    String[] parts = path.split("/", -1);
    return path.startsWith(PREFIX) && parts.length == 8 ? parts[7] + "." + parts[5] : "";
  }
}
