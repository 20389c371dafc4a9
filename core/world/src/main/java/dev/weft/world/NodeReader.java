package dev.weft.world;

import dev.weft.model.Address;
import dev.weft.model.Checked;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.model.Problem;
import dev.weft.world.registry.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads the id and metadata of an xDS node. The keys are istiod's and three of Weft's own.
final class NodeReader {
  private NodeReader() {}

  static Checked<Node> read(String id, Locality locality, Map<String, ?> metadata) {
    String[] parts = id.split("~", -1);
    Optional<Role> role =
        switch (parts[0]) {
          case "sidecar" -> Optional.of(Role.SIDECAR);
          case "router" -> Optional.of(Role.ROUTER);
          default -> Optional.empty();
        };
    if (parts.length != 4 || role.isEmpty()) {
      return new Checked.Invalid<>(
          List.of(
              Problem.error(
                  Problem.Code.INVALID_VALUE,
                  "node.id",
                  "'" + id + "' is not a node id that can be served",
                  "use sidecar~IP~NAME.NAMESPACE~NAMESPACE.svc.cluster.local, or router~... for a"
                      + " gateway")));
    }
    TreeMap<String, String> raw = new TreeMap<>();
    metadata.forEach((key, value) -> raw.put(key, text(value)));
    String dns = parts[3];
    int svc = dns.indexOf(".svc.");
    String namespace =
        raw.getOrDefault(
            "NAMESPACE",
            svc > 0 ? dns.substring(0, svc) : parts[2].substring(parts[2].lastIndexOf('.') + 1));
    List<String> addresses = addresses(metadata.get("INSTANCE_IPS"), parts[1]);
    if (addresses.isEmpty()) {
      return new Checked.Invalid<>(
          List.of(
              Problem.error(
                  Problem.Code.MISSING_FIELD,
                  "node.id",
                  "'" + id + "' names no address",
                  "put the workload's IP address after the first ~, or set INSTANCE_IPS")));
    }
    Labels labels = Labels.of(strings(metadata.get("LABELS")));
    String network = raw.getOrDefault("NETWORK", labels.value("topology.istio.io/network"));
    Locality place =
        locality.equals(Locality.UNKNOWN)
            ? Locality.parse(labels.value("istio-locality").replace('.', '/'))
            : locality;
    return Checked.valid(
        new Node(
            role.get(),
            id,
            namespace,
            raw.getOrDefault("SERVICE_ACCOUNT", "default"),
            svc > 0 ? dns.substring(svc + 5) : "cluster.local",
            labels,
            addresses,
            new Placement(raw.getOrDefault("CLUSTER_ID", "Kubernetes"), network, place),
            capture(raw, metadata),
            raw));
  }

  private static Capture capture(Map<String, String> raw, Map<String, ?> metadata) {
    Interception interception =
        switch (raw.getOrDefault("INTERCEPTION_MODE", "REDIRECT")) {
          case "NONE" -> Interception.NONE;
          case "TPROXY" -> Interception.TPROXY;
          default -> Interception.REDIRECT;
        };
    Map<Integer, Address> apps = new TreeMap<>();
    strings(metadata.get("WEFT_APP_ENDPOINTS"))
        .forEach((port, endpoint) -> endpoint(port, endpoint, apps));
    return new Capture(
        interception,
        raw.getOrDefault("WEFT_OUTBOUND_ADDRESS", "127.0.0.1"),
        Optional.ofNullable(raw.get("WEFT_GATEWAY_BIND")).filter(bind -> !bind.isEmpty()),
        Optional.ofNullable(raw.get("WEFT_GATEWAY_DOOR"))
            .filter(door -> !door.isEmpty())
            .map(door -> new Capture.Doors(door, ports(metadata.get("WEFT_GATEWAY_DOOR_PORTS")))),
        number(raw.getOrDefault("HTTP_PROXY_PORT", "0")),
        apps);
  }

  private static Map<Integer, Integer> ports(@org.jspecify.annotations.Nullable Object byPort) {
    Map<Integer, Integer> all = new TreeMap<>();
    strings(byPort)
        .forEach((port, other) -> {
          if (number(port) > 0 && number(other) > 0) {
            all.put(number(port), number(other));
          }
        });
    return all;
  }

  private static void endpoint(String port, String endpoint, Map<Integer, Address> into) {
    int number = number(port);
    if (endpoint.startsWith("unix://")) {
      into.put(number, new Address.Pipe(endpoint.substring("unix://".length())));
      return;
    }
    int colon = endpoint.lastIndexOf(':');
    int target = colon < 0 ? 0 : number(endpoint.substring(colon + 1));
    if (number > 0 && target > 0) {
      String host = endpoint.substring(0, colon).replace("[", "").replace("]", "");
      into.put(number, Address.ip(host, target));
    }
  }

  private static int number(String text) {
    int dot = text.indexOf('.');
    String digits = dot < 0 ? text : text.substring(0, dot);
    boolean whole =
        !digits.isEmpty()
            && digits.length() < 6
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = whole ? Integer.parseInt(digits) : 0;
    return value <= 65535 ? value : 0;
  }

  private static List<String> addresses(@org.jspecify.annotations.Nullable Object ips, String own) {
    List<String> all = new ArrayList<>();
    if (ips != null) {
      for (String ip : text(ips).split("[\\[\\]\", ]+", -1)) {
        if (!ip.isEmpty() && !all.contains(ip)) {
          all.add(ip);
        }
      }
    }
    if (all.isEmpty() && !own.isEmpty()) {
      all.add(own);
    }
    return all;
  }

  /// A map of strings, given as a map or as the JSON text of one with string or number values.
  private static Map<String, String> strings(@org.jspecify.annotations.Nullable Object value) {
    Map<String, String> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> result.put(String.valueOf(key), text(member)));
    } else if (value instanceof String json) {
      String body = json.trim();
      if (body.startsWith("{") && body.endsWith("}")) {
        java.util.regex.Matcher pair = PAIR.matcher(body);
        while (pair.find()) {
          String quoted = pair.group(2);
          result.put(pair.group(1), quoted != null ? quoted : pair.group(3));
        }
      }
    }
    return result;
  }

  private static final java.util.regex.Pattern PAIR =
      java.util.regex.Pattern.compile("\"([^\"]*)\"\\s*:\\s*(?:\"([^\"]*)\"|([^\",}\\s]+))");

  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String string -> string;
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString(number.longValue());
      case Map<?, ?> map -> {
        List<String> pairs = new ArrayList<>();
        map.forEach((key, member) -> pairs.add("\"" + key + "\":\"" + text(member) + "\""));
        yield "{" + String.join(",", pairs) + "}";
      }
      case List<?> list -> {
        List<String> members = new ArrayList<>();
        list.forEach(member -> members.add(text(member)));
        yield String.join(",", members);
      }
      default -> String.valueOf(value);
    };
  }
}
