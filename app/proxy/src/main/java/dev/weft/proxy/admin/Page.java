package dev.weft.proxy.admin;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// One answer of the admin interface.
///
/// @param body writes itself, so that long answers need not lie in memory
/// @param then what is done once the answer is on its way
record Page(int status, String contentType, Body body, Runnable then) {
  static final String TEXT = "text/plain; charset=UTF-8";
  static final String JSON = "application/json";

  /// Writes the content.
  @FunctionalInterface
  interface Body {
    void write(Appendable out) throws IOException;
  }

  Page(int status, String contentType, Body body) {
    this(status, contentType, body, () -> {});
  }

  /// The same answer, after which something is done.
  Page followedBy(Runnable action) {
    return new Page(status, contentType, body, action);
  }

  static Page text(String text) {
    return new Page(200, TEXT, out -> out.append(text));
  }

  static Page text(int status, String text) {
    return new Page(status, TEXT, out -> out.append(text));
  }

  static Page json(String json) {
    return new Page(200, JSON, out -> out.append(json));
  }

  /// The parameters of a query; one without a value has the empty one.
  static Map<String, String> parameters(@org.jspecify.annotations.Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      parameters.put(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0
              ? ""
              : java.net.URLDecoder.decode(
                  pair.substring(equals + 1), java.nio.charset.StandardCharsets.UTF_8));
    }
    return parameters;
  }
}
