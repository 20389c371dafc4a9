package dev.weft.cli.inspect;

import static dev.weft.cli.inspect.ConfigDump.field;
import static dev.weft.cli.inspect.ConfigDump.text;

import dev.weft.host.terminal.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// `proxy-config route`: a row for each route of each virtual host.
public final class Routes {
  private static final int DOMAINS_SHOWN = 2;

  private Routes() {}

  /// Route tables ordered by port; those without a port as name keep their place after them.
  public static List<JsonNode> select(ConfigDump dump, String name) {
    List<JsonNode> routes = new ArrayList<>(dump.routes());
    routes.removeIf(route -> !name.isEmpty() && !text(route, "name").equals(name));
    routes.sort(Comparator.comparingInt(Routes::port));
    return routes;
  }

  private static int port(JsonNode route) {
    String name = text(route, "name");
    boolean number =
        !name.isEmpty() && name.length() < 6 && name.chars().allMatch(Character::isDigit);
    return number ? Integer.parseInt(name) : Integer.MAX_VALUE;
  }

  public static Table table(List<JsonNode> routes) {
    Table table = new Table("NAME", "VHOST NAME", "DOMAINS", "MATCH", "VIRTUAL SERVICE");
    for (JsonNode config : routes) {
      String name = text(config, "name");
      for (JsonNode host : field(config, "virtual_hosts")) {
        String domains = domains(host);
        JsonNode rows = field(host, "routes");
        for (JsonNode route : rows) {
          if (!text(field(route, "route"), "cluster").equals("PassthroughCluster")) {
            table.row(
                name, text(host, "name"), domains, match(field(route, "match")), Origins.of(route));
          }
        }
        if (rows.isEmpty()) {
          table.row(name, text(host, "name"), domains, "/*", "404");
        }
      }
    }
    return table;
  }

  /// The first domains without a port and without longer forms of ones that are there.
  private static String domains(JsonNode host) {
    List<String> all = new ArrayList<>();
    field(host, "domains").forEach(domain -> all.add(domain.asString("")));
    if (all.size() == 1) {
      return all.getFirst();
    }
    Set<String> bare = new LinkedHashSet<>();
    for (String domain : all) {
      long colons = domain.chars().filter(c -> c == ':').count();
      if (colons == 0 || (colons > 2 && domain.endsWith("]"))) {
        bare.add(domain);
      }
    }
    if (bare.isEmpty()) {
      bare.addAll(all);
    }
    List<String> shown = new ArrayList<>();
    for (String domain : bare) {
      if (!longer(domain, ".svc.cluster.local", bare) && !longer(domain, ".svc", bare)) {
        shown.add(domain);
      }
    }
    return shown.size() > DOMAINS_SHOWN
        ? String.join(", ", shown.subList(0, DOMAINS_SHOWN))
            + " + "
            + (shown.size() - DOMAINS_SHOWN)
            + " more..."
        : String.join(", ", shown);
  }

  private static boolean longer(String domain, String ending, Set<String> all) {
    return domain.endsWith(ending)
        && all.contains(domain.substring(0, domain.length() - ending.length()));
  }

  /// The path of a route: `/exact`, `/prefix*`, or the expression; with headers, how many.
  static String match(JsonNode match) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, JsonNode> entry : match.properties()) {
      switch (entry.getKey()) {
        case "prefix" -> text.append(entry.getValue().asString("")).append('*');
        case "path" -> text.append(entry.getValue().asString(""));
        case "path_separated_prefix", "pathSeparatedPrefix" ->
            text.append("PathPrefix:").append(entry.getValue().asString(""));
        case "safe_regex", "safeRegex" ->
            text.append("regex ").append(text(entry.getValue(), "regex"));
        default -> {
          // Headers, parameters and the rest are not part of the path.
        }
      }
    }
    int headers = field(match, "headers").size();
    if (headers > 0) {
      text.append(headers == 1 ? " + 1 header" : " + " + headers + " headers");
    }
    return text.isEmpty() ? "/*" : text.toString();
  }
}
