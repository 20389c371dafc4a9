package dev.weft.graph.tls;

import dev.weft.graph.match.Text;

/// One acceptable subject alternative name.
///
/// @param match compared with the name as written in the certificate
public record SanMatch(Kind kind, Text match) {
  /// [#ANY] is the older form, which looks at names of every kind.
  public enum Kind {
    ANY,
    DNS,
    URI,
    EMAIL,
    IP
  }
}
