package dev.weft.cli.trust;

import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `weft trust list`.
@Command(
    name = "list",
    description = {
      "The trust domains that the mesh believes, a line for each root or endpoint.",
      "",
      "STATUS says why a published bundle could not be had; the last good one stays."
    })
final class TrustListCommand implements Callable<Integer> {
  private static final int FINGERPRINT = 16;

  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();
  @Mixin private Printing printing = new Printing();

  TrustListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Table table =
        new Table("TRUST DOMAIN", "OWN", "ROOT", "FINGERPRINT", "NOT AFTER", "FROM", "STATUS");
    for (JsonNode domain : api.json(session, "GET", "/debug/trustz", "").path("trustDomains")) {
      String name = domain.path("trustDomain").asString("");
      String own = domain.path("own").asBoolean(false) ? "yes" : "no";
      for (JsonNode root : domain.path("roots")) {
        String sha = root.path("sha256").asString("");
        table.row(
            name,
            own,
            root.path("subject").asString(""),
            sha.substring(0, Math.min(FINGERPRINT, sha.length())),
            root.path("notAfter").asString(""),
            "-",
            "believed");
      }
      for (JsonNode place : domain.path("endpoints")) {
        table.row(name, own, "-", "-", "-", place.path("url").asString(""), status(place));
      }
    }
    session.print(table.print(printing.format()));
    return Exit.OK.status();
  }

  private static String status(JsonNode place) {
    String good = place.path("lastGood").asString("");
    String failure = place.path("failure").asString("");
    if (failure.isEmpty()) {
      return good.isEmpty() ? "not asked yet" : "fetched at " + good;
    }
    return failure + (good.isEmpty() ? "" : "; that of " + good + " stays");
  }
}
