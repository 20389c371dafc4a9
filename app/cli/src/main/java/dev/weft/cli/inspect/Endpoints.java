package dev.weft.cli.inspect;

import static dev.weft.cli.inspect.ConfigDump.field;
import static dev.weft.cli.inspect.ConfigDump.text;

import dev.weft.host.terminal.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `proxy-config endpoint`: a row for each endpoint of each cluster, from `/clusters?format=json`
/// (Envoy, `admin.v3.Clusters`).
public final class Endpoints {
  private Endpoints() {}

  private record Row(String address, int port, String status, String outlier, String cluster) {
    String endpoint() {
      return port == 0 ? address : address + ":" + port;
    }
  }

  /// The clusters whose name contains a text.
  public static List<JsonNode> select(JsonNode clusters, String name) {
    List<JsonNode> chosen = new ArrayList<>();
    for (JsonNode cluster : field(clusters, "cluster_statuses")) {
      if (text(cluster, "name").contains(name)) {
        chosen.add(cluster);
      }
    }
    return chosen;
  }

  public static Table table(List<JsonNode> clusters) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode cluster : clusters) {
      for (JsonNode host : field(cluster, "host_statuses")) {
        rows.add(row(host, text(cluster, "name")));
      }
    }
    rows.sort(
        Comparator.comparing(Row::address).thenComparing(Row::port).thenComparing(Row::cluster));
    Table table = new Table("ENDPOINT", "STATUS", "OUTLIER CHECK", "CLUSTER");
    rows.forEach(row -> table.row(row.endpoint(), row.status(), row.outlier(), row.cluster()));
    return table;
  }

  private static Row row(JsonNode host, String cluster) {
    JsonNode address = field(host, "address");
    JsonNode socket = field(address, "socket_address");
    String pipe = text(field(address, "pipe"), "path");
    JsonNode health = field(host, "health_status");
    String status = text(health, "eds_health_status");
    return new Row(
        pipe.isEmpty() ? text(socket, "address") : "unix://" + pipe,
        field(socket, "port_value").asInt(0),
        status.isEmpty() ? "HEALTHY" : status,
        field(health, "failed_outlier_check").asBoolean(false) ? "FAILED" : "OK",
        cluster);
  }
}
