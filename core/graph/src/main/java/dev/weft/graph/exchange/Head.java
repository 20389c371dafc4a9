package dev.weft.graph.exchange;

import org.jspecify.annotations.Nullable;

/// The head of a request as it came from the client, read in place and never copied.
public interface Head {
  /// `GET`, in the case the client wrote.
  String method();

  /// The target with its query, such as `/a?b=c`; empty for a `CONNECT` without a path.
  String path();

  /// `Host` or `:authority`, empty when absent.
  String authority();

  /// `http` or `https`, as `:scheme` says or as the transport implies.
  String scheme();

  /// The value of a header, those of a repeated header joined with commas in order, or null when
  /// absent. Pseudo-headers (`:path`, `:method`, `:authority`, `:scheme`) are answered too.
  ///
  /// @param lowerCaseName the name in lower case
  @Nullable String header(String lowerCaseName);

  /// Visits every header that is not a pseudo-header, in order, names in lower case.
  void forEach(HeaderVisitor visitor);

  /// `HTTP/1.0`, `HTTP/1.1` or `HTTP/2`.
  default String protocol() {
    return "HTTP/1.1";
  }
}
