package dev.weft.cli.ask;

import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `weft proxy-status`.
@Command(
    name = "proxy-status",
    aliases = "ps",
    description = {
      "Show for each connected proxy whether it has taken what it was sent.",
      "",
      "SYNCED: taken. STALE: sent, and not yet taken or refused. NOT SENT: nothing of that sort"
          + " yet.",
      "IGNORED: the proxy has never asked for that sort, for instance because it has no cluster"
          + " that takes endpoints."
    })
public final class ProxyStatusCommand implements Callable<Integer> {
  private static final List<String> TYPES = List.of("CDS", "LDS", "EDS", "RDS");

  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();
  @Mixin private Printing printing = new Printing();

  @Parameters(
      arity = "0..1",
      paramLabel = "WORKLOAD",
      description = "Only of this one: NAME or NAME.NAMESPACE")
  private String workload = "";

  public ProxyStatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Table table =
        new Table("NAME", "CLUSTER", "CDS", "LDS", "EDS", "RDS", "TYPE", "VERSION", "REFUSED");
    List<String> names = new ArrayList<>();
    for (JsonNode proxy : api.json(session, "GET", "/debug/syncz", "")) {
      String name = proxy.path("proxy").asString("");
      names.add(name);
      if (!workload.isEmpty() && !name.equals(workload) && !name.startsWith(workload + ".")) {
        continue;
      }
      List<String> row = new ArrayList<>();
      row.add(name);
      row.add(proxy.path("cluster_id").asString(""));
      List<String> refused = new ArrayList<>();
      for (String type : TYPES) {
        JsonNode state = proxy.path("types").path(type);
        row.add(state.path("state").asString("NOT SENT"));
        String nack = state.path("nack").path("message").asString("");
        if (!nack.isEmpty()) {
          refused.add(type + ": " + nack);
        }
      }
      row.add(proxy.path("proxy_type").asString(""));
      String version = proxy.path("proxy_version").asString("");
      row.add(version.isEmpty() ? "-" : version);
      row.add(refused.isEmpty() ? "-" : String.join("; ", refused));
      table.row(row.toArray(String[]::new));
    }
    if (table.rows().isEmpty() && !workload.isEmpty()) {
      throw Refusal.because(
          Exit.REFUSED,
          "no proxy '" + workload + "' is connected; there are " + String.join(", ", names));
    }
    session.print(table.print(printing.format()));
    return Exit.OK.status();
  }
}
