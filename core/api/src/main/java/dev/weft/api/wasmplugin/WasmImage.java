package dev.weft.api.wasmplugin;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import java.util.Set;

/// Rules that hold for the place and the digest of an extension.
public final class WasmImage {
  private WasmImage() {}

  /// A URL without a scheme names an image in a registry.
  public static void verify(Findings findings, String url, String sha256) {
    if (!url.isEmpty() && url.contains("://")) {
      Expect.url(findings.at("url"), url, Set.of("oci", "file", "http", "https"));
    }
    if (!sha256.isEmpty() && !sha256.matches("[a-f0-9]{64}")) {
      findings
          .at("sha256")
          .invalid("'" + sha256 + "' is not a SHA-256 digest", "write 64 digits of 0-9 and a-f");
    }
  }
}
