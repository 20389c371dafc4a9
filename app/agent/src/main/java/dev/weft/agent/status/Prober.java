package dev.weft.agent.status;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A probe of the application that the injector took away from the platform, to be replayed from
/// inside the pod.
///
/// @param action how to ask
/// @param port of the application
/// @param timeoutSeconds how long to wait
record Prober(Action action, int port, int timeoutSeconds) {
  sealed interface Action {
    /// A GET; any status from 200 to 399 is good.
    record Http(String scheme, String path, Map<String, String> headers) implements Action {}

    /// A connection that can be made.
    record Tcp() implements Action {}
  }

  /// Reads what the injector wrote, by path.
  ///
  /// @throws Refusal for what it would not write
  static Map<String, Prober> read(Map<String, Object> tree) {
    Map<String, Prober> probers = new LinkedHashMap<>();
    tree.forEach((path, value) -> probers.put(path, of(path, mapping(value))));
    return probers;
  }

  private static Prober of(String path, Map<String, Object> tree) {
    int seconds = number(path, tree.getOrDefault("timeoutSeconds", 1));
    if (tree.containsKey("httpGet")) {
      Map<String, Object> get = mapping(tree.getOrDefault("httpGet", Map.of()));
      String scheme = String.valueOf(get.getOrDefault("scheme", "HTTP"));
      String asked = String.valueOf(get.getOrDefault("path", "/"));
      Action action =
          new Action.Http(
              scheme.toLowerCase(java.util.Locale.ROOT),
              asked.startsWith("/") ? asked : "/" + asked,
              headers(get));
      return new Prober(action, number(path, get.getOrDefault("port", 0)), seconds);
    }
    if (tree.containsKey("tcpSocket")) {
      Map<String, Object> socket = mapping(tree.getOrDefault("tcpSocket", Map.of()));
      return new Prober(new Action.Tcp(), number(path, socket.getOrDefault("port", 0)), seconds);
    }
    throw refused(path, "has neither httpGet nor tcpSocket");
  }

  private static Map<String, String> headers(Map<String, Object> get) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (get.get("httpHeaders") instanceof List<?> list) {
      for (Object each : list) {
        Map<String, Object> header = mapping(each);
        headers.put(
            String.valueOf(header.getOrDefault("name", "")),
            String.valueOf(header.getOrDefault("value", "")));
      }
    }
    return headers;
  }

  private static Map<String, Object> mapping(Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> copy.put(String.valueOf(key), member));
    }
    return copy;
  }

  private static int number(String path, Object value) {
    String text = String.valueOf(value);
    if (text.matches("[0-9]{1,5}")) {
      return Integer.parseInt(text);
    }
    throw refused(path, "has '" + text + "' where a number must be");
  }

  private static Refusal refused(String path, String why) {
    return Refusal.because(Exit.USAGE, "ISTIO_KUBE_APP_PROBERS: " + path + " " + why);
  }
}
