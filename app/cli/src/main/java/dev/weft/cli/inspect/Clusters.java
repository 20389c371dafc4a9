package dev.weft.cli.inspect;

import static dev.weft.cli.inspect.ConfigDump.text;

import dev.weft.host.terminal.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `proxy-config cluster`: a row for each cluster, its name taken apart.
public final class Clusters {
  private Clusters() {}

  /// `DIRECTION|PORT|SUBSET|HOST`; other names are a host alone.
  private record Name(String direction, int port, String subset, String host) {
    static Name of(String name) {
      String[] parts = name.split("\\|", -1);
      return parts.length > 3
          ? new Name(parts[0], number(parts[1]), parts[2], parts[3])
          : new Name("", 0, "", name);
    }

    private static int number(String text) {
      return !text.isEmpty() && text.length() < 6 && text.chars().allMatch(Character::isDigit)
          ? Integer.parseInt(text)
          : 0;
    }
  }

  /// Clusters ordered by host, subset, port and direction.
  ///
  /// @param host part of the host's name; empty for all
  public static List<JsonNode> select(ConfigDump dump, String host) {
    List<JsonNode> clusters = new ArrayList<>(dump.clusters());
    clusters.removeIf(cluster -> !text(cluster, "name").contains(host));
    clusters.sort(
        Comparator.comparing(
            (JsonNode cluster) -> Name.of(text(cluster, "name")),
            Comparator.comparing(Name::host)
                .thenComparing(Name::subset)
                .thenComparing(Name::port)
                .thenComparing(Name::direction)));
    return clusters;
  }

  public static Table table(List<JsonNode> clusters) {
    Table table =
        new Table("SERVICE FQDN", "PORT", "SUBSET", "DIRECTION", "TYPE", "DESTINATION RULE");
    for (JsonNode cluster : clusters) {
      Name name = Name.of(text(cluster, "name"));
      String type = text(cluster, "type");
      table.row(
          name.host(),
          name.port() == 0 ? "-" : String.valueOf(name.port()),
          name.subset().isEmpty() ? "-" : name.subset(),
          name.direction().isEmpty() ? "-" : name.direction(),
          type.isEmpty() ? "STATIC" : type,
          Origins.of(cluster));
    }
    return table;
  }
}
