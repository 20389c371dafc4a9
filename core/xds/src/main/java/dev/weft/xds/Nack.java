package dev.weft.xds;

import java.util.Map;

/// A client's refusal of a response, kept until a later response of the same type is accepted.
///
/// @param nonce names the refused response
/// @param message what the client said, verbatim
/// @param resources the refused resources by name with the reason for each, as far as the text of
///   the client tells; empty when it does not
public record Nack(String nonce, String message, Map<String, String> resources) {
  public Nack {
    resources = Map.copyOf(resources);
  }
}
