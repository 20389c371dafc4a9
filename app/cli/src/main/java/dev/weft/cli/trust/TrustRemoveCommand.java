package dev.weft.cli.trust;

import dev.weft.cli.inspect.Http;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `weft trust remove`.
@Command(
    name = "remove",
    description = {
      "Believe a trust domain no more: take back what weft trust add gave.",
      "",
      "New connections from and to it are refused, and live ones end."
    })
final class TrustRemoveCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();

  @Parameters(index = "0", paramLabel = "DOMAIN", description = "The trust domain")
  private String domain = "";

  TrustRemoveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String namespace =
        api.json(session, "GET", "/debug/trustz", "").path("rootNamespace").asString("");
    Http.Answer answer =
        api.call(
            session, "DELETE", "/api/v1/resources/TrustBundle/" + namespace + "/" + domain, "");
    if (!answer.good()) {
      throw ControlPlaneApi.refusal(answer);
    }
    session.terminal().line("trust domain " + domain + " is believed no more");
    return Exit.OK.status();
  }
}
