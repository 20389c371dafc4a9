package dev.weft.cli.trust;

import dev.weft.api.schema.RootCertificates;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weft trust show`.
@Command(
    name = "show",
    description = "Print this mesh's own bundle, for others to believe: a SPIFFE bundle in JSON.")
final class TrustShowCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();

  @Option(names = "--pem", description = "Print the roots as PEM instead")
  private boolean pem;

  TrustShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Http.Answer answer = api.call(session, "GET", "/debug/bundle", "");
    if (!answer.good()) {
      throw ControlPlaneApi.refusal(answer);
    }
    session.print(
        pem
            ? RootCertificates.ofSpiffeBundle(answer.body()).orElseThrow().stream()
                .map(RootCertificates::pem)
                .collect(Collectors.joining())
            : answer.body());
    return Exit.OK.status();
  }
}
