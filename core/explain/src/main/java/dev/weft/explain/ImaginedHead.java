package dev.weft.explain;

import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.HeaderVisitor;
import dev.weft.graph.route.Forward;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The head of a request that nobody sent.
record ImaginedHead(
    String method, String path, String authority, String scheme, Map<String, String> headers)
    implements Head {

  static ImaginedHead of(Request request) {
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.remove("host");
    return new ImaginedHead(
        request.method(), request.path(), request.authority(), request.scheme(), headers);
  }

  /// The head that the next proxy sees.
  ImaginedHead forwarded(Forward forward) {
    Map<String, String> next = new LinkedHashMap<>(headers);
    for (HeaderEdit edit : forward.requestEdits()) {
      switch (edit.action()) {
        case SET -> next.put(edit.name(), edit.value());
        case APPEND -> next.merge(edit.name(), edit.value(), (before, more) -> before + "," + more);
        case ADD_IF_ABSENT -> next.putIfAbsent(edit.name(), edit.value());
        case SET_IF_PRESENT -> next.computeIfPresent(edit.name(), (name, before) -> edit.value());
        case REMOVE -> next.remove(edit.name());
      }
    }
    return new ImaginedHead(method, forward.path(), forward.authority(), scheme, next);
  }

  @Override
  public @Nullable String header(String lowerCaseName) {
    return switch (lowerCaseName) {
      case ":method" -> method;
      case ":path" -> path;
      case ":authority", "host" -> authority;
      case ":scheme" -> scheme;
      default -> headers.get(lowerCaseName);
    };
  }

  @Override
  public void forEach(HeaderVisitor visitor) {
    headers.forEach(visitor::visit);
  }
}
