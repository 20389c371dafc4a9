package dev.weft.api.schema;

import java.util.Base64;
import java.util.Optional;

/// Bytes written as text (RFC 4648, section 4); line breaks are allowed.
public final class Base64Text {
  private Base64Text() {}

  /// The bytes that a text stands for, if it stands for some.
  public static Optional<byte[]> bytes(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.replaceAll("[ \\r\\n\\t]", "")));
    } catch (IllegalArgumentException e) {
      // Not base64, which is the answer.
      return Optional.empty();
    }
  }

  /// The text is base64; the text itself may be secret and is not quoted.
  public static void verify(Findings findings, String text) {
    if (bytes(text).isEmpty()) {
      findings.invalid("the text is not base64", "encode it, or use the field for plain text");
    }
  }
}
