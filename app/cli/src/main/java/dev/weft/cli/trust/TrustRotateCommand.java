package dev.weft.cli.trust;

import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `weft trust rotate`.
@Command(
    name = "rotate",
    description = {
      "Replace the root that the control plane made itself, in three steps; no request fails.",
      "",
      "  weft trust rotate begin     make a second root; proxies believe both",
      "  weft trust rotate switch    have the second one sign, when every proxy believes both",
      "  weft trust rotate finish    believe the first one no more, when no certificate of it is",
      "                              left: a day after the switch, or as long as they live",
      "  weft trust rotate           how far it is",
      "",
      "A step is refused while it would break connections. Meshes that believe this one need its",
      "new bundle (weft trust show) before switch. An authority that was brought (--ca-dir, or the",
      "Secret cacerts) is replaced by writing its files anew instead."
    })
final class TrustRotateCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();

  @Parameters(
      arity = "0..1",
      paramLabel = "STEP",
      description = "begin, switch or finish (default: say how far it is)")
  private String step = "";

  @Option(names = "--now", description = "Take the step although somebody is not ready for it")
  private boolean now;

  TrustRotateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!step.isEmpty() && !List.of("begin", "switch", "finish").contains(step)) {
      throw Refusal.because(
          Exit.USAGE, "'" + step + "' is no step; there are begin, switch and finish");
    }
    String page = "/api/v1/root";
    JsonNode state =
        step.isEmpty()
            ? api.json(session, "GET", page, "")
            : api.json(
                session,
                "POST",
                page + "/" + step + ControlPlaneApi.query(Map.of("now", now ? "true" : "")),
                "");
    String done = state.path("done").asString("");
    if (!done.isEmpty()) {
      session.terminal().line(done);
    }
    state.path("roots").forEach(root -> session.terminal().line("believed: " + root.asString("")));
    session.terminal().line("signs: " + state.path("signs").asString(""));
    session
        .terminal()
        .line(
            switch (state.path("stage").asString("")) {
              case "begun" -> "next: weft trust rotate switch";
              case "switched" ->
                  "next: weft trust rotate finish, after "
                      + state.path("oldCertificatesUntil").asString("");
              default -> "nothing is being replaced";
            });
    return Exit.OK.status();
  }
}
