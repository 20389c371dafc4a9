package dev.weft.api.virtualservice.reply;

import dev.weft.api.schema.Field;

/// The body of a fixed answer, as text or as base64 bytes (Istio, "HTTPBody").
public sealed interface HttpBody {
  @Field("string")
  record Text(String value) implements HttpBody {}

  @Field("bytes")
  record Bytes(String value) implements HttpBody {}
}
