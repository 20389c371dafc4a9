package dev.weft.graph.cors;

import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.match.Text;
import java.util.ArrayList;
import java.util.List;

/// Which origins may read responses (Envoy, `CorsPolicy`). Empty texts set no header.
///
/// @param forwardUnmatchedPreflights whether a preflight of another origin goes to the upstream
public record Cors(
    List<Text> origins,
    String allowMethods,
    String allowHeaders,
    String exposeHeaders,
    String maxAge,
    boolean allowCredentials,
    boolean forwardUnmatchedPreflights) {
  public Cors {
    origins = List.copyOf(origins);
  }

  public boolean allows(String origin) {
    for (Text allowed : origins) {
      if (allowed.matches(origin)
          || allowed instanceof Text.Exact exact && exact.value().equals("*")) {
        return true;
      }
    }
    return false;
  }

  /// The headers of the answer to a preflight request of an allowed origin.
  public List<HeaderEdit> preflight(String origin) {
    List<HeaderEdit> edits = new ArrayList<>();
    edits.add(HeaderEdit.set("access-control-allow-origin", origin));
    if (allowCredentials) {
      edits.add(HeaderEdit.set("access-control-allow-credentials", "true"));
    }
    add(edits, "access-control-allow-methods", allowMethods);
    add(edits, "access-control-allow-headers", allowHeaders);
    add(edits, "access-control-expose-headers", exposeHeaders);
    add(edits, "access-control-max-age", maxAge);
    return edits;
  }

  /// The headers of any other response to an allowed origin.
  public List<HeaderEdit> response(String origin) {
    List<HeaderEdit> edits = new ArrayList<>();
    edits.add(HeaderEdit.set("access-control-allow-origin", origin));
    if (allowCredentials) {
      edits.add(HeaderEdit.set("access-control-allow-credentials", "true"));
    }
    add(edits, "access-control-expose-headers", exposeHeaders);
    return edits;
  }

  private static void add(List<HeaderEdit> edits, String name, String value) {
    if (!value.isEmpty()) {
      edits.add(HeaderEdit.set(name, value));
    }
  }
}
