package dev.weft.bench.jmh;

import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderVisitor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A GET of `/index` with a few headers.
record Request(String authority, Map<String, String> headers) implements Head {
  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String path() {
    return "/index";
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public @Nullable String header(String lowerCaseName) {
    return switch (lowerCaseName) {
      case ":method" -> method();
      case ":path" -> path();
      case ":authority", "host" -> authority;
      case ":scheme" -> scheme();
      default -> headers.get(lowerCaseName);
    };
  }

  @Override
  public void forEach(HeaderVisitor visitor) {
    headers.forEach(visitor::visit);
  }
}
