package dev.weft.cli.link;

import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `weft remote-clusters`.
@Command(
    name = "remote-clusters",
    description = {
      "Show the clusters that a control plane reads, and how it stands with each.",
      "",
      "synced: followed. syncing: being read for the first time; timeout: for too long."
          + " unreachable: cut off, and what it last said stays in effect."
    })
public final class RemoteClustersCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();
  @Mixin private Printing printing = new Printing();

  public RemoteClustersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Table table = new Table("NAME", "SECRET", "STATUS", "SERVER", "REASON");
    for (JsonNode cluster : api.json(session, "GET", "/debug/clusterz", "")) {
      table.row(
          cluster.path("id").asString(""),
          text(cluster, "secretName"),
          text(cluster, "syncStatus"),
          text(cluster, "server"),
          text(cluster, "why"));
    }
    session.print(table.print(printing.format()));
    return Exit.OK.status();
  }

  private static String text(JsonNode cluster, String field) {
    String text = cluster.path(field).asString("");
    return text.isEmpty() ? "-" : text;
  }
}
