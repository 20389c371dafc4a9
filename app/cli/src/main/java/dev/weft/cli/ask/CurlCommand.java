package dev.weft.cli.ask;

import dev.weft.cli.session.MeshChoice;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.cli.trace.Observed;
import dev.weft.explain.Explanation;
import dev.weft.explain.Request;
import dev.weft.host.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weft curl`.
@Command(
    name = "curl",
    description = {
      "Send a request for real, as a workload, and show every hop that it took.",
      "",
      "It goes through the workload's own proxy; what is shown comes from the access logs of the",
      "live proxies, in the same form as weft explain's.",
      "",
      "  weft curl --from page http://reviews:9080/reviews/1",
      "  weft curl --from istio-ingressgateway http://shop.example/"
    })
public final class CurlCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private MeshChoice choice = new MeshChoice();
  @Mixin private Printing printing = new Printing();
  @Mixin private RequestWords words = new RequestWords();

  public CurlCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Request request = words.request();
    MeshChoice.Chosen mesh = choice.running(session);
    Explanation seen =
        new Observed(mesh.run(), mesh.record()).send(mesh.part(words.from()), request);
    session.print(ExplainCommand.print(seen, printing.format()));
    return Exit.OK.status();
  }
}
