package dev.weft.cli.inspect;

import static dev.weft.cli.inspect.ConfigDump.field;
import static dev.weft.cli.inspect.ConfigDump.text;

import dev.weft.host.terminal.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// `proxy-config listener`: a row for each filter chain, with what leads to it and where it leads.
public final class Listeners {
  private static final String MANAGER = "envoy.filters.network.http_connection_manager";
  private static final String TCP = "envoy.filters.network.tcp_proxy";

  /// Sets of protocols that have a name of their own.
  private static final Map<List<String>, String> PROTOCOLS =
      Map.of(
          List.of("http/1.0", "http/1.1", "h2c", "istio-http/1.0", "istio-http/1.1", "istio-h2"),
          "App: HTTP TLS",
          List.of("istio", "istio-http/1.0", "istio-http/1.1", "istio-h2"),
          "App: Istio HTTP Plain",
          List.of("istio-peer-exchange", "istio"),
          "App: TCP TLS",
          List.of("http/1.0", "http/1.1", "h2c"),
          "App: HTTP");

  private Listeners() {}

  /// Listeners ordered by port and address; `port` 0 for all.
  public static List<JsonNode> select(ConfigDump dump, int port) {
    List<JsonNode> listeners = new ArrayList<>(dump.listeners());
    listeners.removeIf(listener -> port != 0 && port(listener) != port);
    listeners.sort(Comparator.comparingInt(Listeners::port).thenComparing(Listeners::address));
    return listeners;
  }

  public static Table table(List<JsonNode> listeners) {
    Table table = new Table("ADDRESSES", "PORT", "MATCH", "DESTINATION");
    for (JsonNode listener : listeners) {
      List<Map.Entry<String, String>> rows = new ArrayList<>();
      for (JsonNode chain : field(listener, "filter_chains")) {
        rows.add(Map.entry(match(field(chain, "filter_chain_match")), destination(chain)));
      }
      JsonNode last = field(listener, "default_filter_chain");
      if (!last.isMissingNode()) {
        rows.add(Map.entry("ALL", destination(last)));
      }
      rows.sort(Map.Entry.<String, String>comparingByValue().reversed());
      int port = port(listener);
      for (Map.Entry<String, String> row : rows) {
        table.row(address(listener), String.valueOf(port), row.getKey(), row.getValue());
      }
    }
    return table;
  }

  private static JsonNode socket(JsonNode listener) {
    return field(field(listener, "address"), "socket_address");
  }

  private static int port(JsonNode listener) {
    return field(socket(listener), "port_value").asInt(0);
  }

  private static String address(JsonNode listener) {
    String pipe = text(field(field(listener, "address"), "pipe"), "path");
    return pipe.isEmpty() ? text(socket(listener), "address") : pipe;
  }

  private static List<String> strings(JsonNode list) {
    List<String> all = new ArrayList<>();
    list.forEach(element -> all.add(element.asString("")));
    return all;
  }

  private static String match(JsonNode match) {
    List<String> parts = new ArrayList<>();
    List<String> names = strings(field(match, "server_names"));
    if (!names.isEmpty()) {
      parts.add("SNI: " + String.join(",", names));
    }
    String transport = text(match, "transport_protocol");
    if (!transport.isEmpty()) {
      parts.add("Trans: " + transport);
    }
    List<String> protocols = strings(field(match, "application_protocols"));
    if (!protocols.isEmpty()) {
      parts.add(PROTOCOLS.getOrDefault(protocols, "App: " + String.join(",", protocols)));
    }
    int number = field(match, "destination_port").asInt(0);
    String port = number == 0 ? "" : ":" + number;
    List<String> ranges = new ArrayList<>();
    for (JsonNode range : field(match, "prefix_ranges")) {
      ranges.add(text(range, "address_prefix") + "/" + field(range, "prefix_len").asInt(0));
    }
    if (!ranges.isEmpty()) {
      parts.add("Addr: " + String.join(",", ranges) + port);
    } else if (!port.isEmpty()) {
      parts.add("Addr: *" + port);
    }
    return parts.isEmpty() ? "ALL" : String.join("; ", parts);
  }

  private static String destination(JsonNode chain) {
    for (JsonNode filter : field(chain, "filters")) {
      JsonNode config = field(filter, "typed_config");
      if (text(filter, "name").equals(MANAGER)) {
        return manager(config);
      }
      if (text(filter, "name").equals(TCP)) {
        String cluster = text(config, "cluster");
        if (!cluster.equals("BlackHoleCluster")) {
          return weighted(config, cluster);
        }
      }
    }
    return "Non-HTTP/Non-TCP";
  }

  private static String weighted(JsonNode config, String cluster) {
    if (!cluster.isEmpty()) {
      return cluster.contains("Cluster") ? cluster : "Cluster: " + cluster;
    }
    List<String> all = new ArrayList<>();
    for (JsonNode one : field(field(config, "weighted_clusters"), "clusters")) {
      all.add(text(one, "name") + " (" + field(one, "weight").asInt(0) + ")");
    }
    return "Cluster: " + String.join(", ", all);
  }

  private static String manager(JsonNode config) {
    JsonNode inline = field(config, "route_config");
    if (inline.isMissingNode()) {
      String name = text(field(config, "rds"), "route_config_name");
      return name.isEmpty() ? "HTTP" : "Route: " + name;
    }
    JsonNode hosts = field(inline, "virtual_hosts");
    String only = onlyCluster(hosts);
    if (!only.isEmpty()) {
      return only.contains("Cluster") ? only : "Cluster: " + only;
    }
    Map<String, String> shown = new LinkedHashMap<>();
    for (JsonNode host : hosts) {
      List<String> paths = new ArrayList<>();
      field(host, "routes").forEach(route -> paths.add(Routes.match(field(route, "match"))));
      List<String> domains = strings(field(host, "domains"));
      String names = domains.equals(List.of("*")) ? "" : String.join("/", domains) + " ";
      shown.put(text(host, "name"), names + String.join(", ", paths));
    }
    return "Inline Route: " + String.join("; ", shown.values());
  }

  /// The cluster of a table that sends everything to one.
  private static String onlyCluster(JsonNode hosts) {
    if (hosts.size() != 1 || field(hosts.path(0), "routes").size() != 1) {
      return "";
    }
    JsonNode route = field(hosts.path(0), "routes").path(0);
    boolean all =
        strings(field(hosts.path(0), "domains")).equals(List.of("*"))
            && text(field(route, "match"), "prefix").equals("/");
    return all ? text(field(route, "route"), "cluster") : "";
  }
}
