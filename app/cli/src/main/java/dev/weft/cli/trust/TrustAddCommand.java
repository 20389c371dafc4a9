package dev.weft.cli.trust;

import dev.weft.api.weft.BundleEndpoint;
import dev.weft.cli.inspect.ConfigDump;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.model.TrustDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `weft trust add`.
@Command(
    name = "add",
    description = {
      "Believe a trust domain: apply a TrustBundle for it.",
      "",
      "Its roots come from a file (PEM, or a SPIFFE bundle as weft trust show prints it), or from",
      "the HTTPS endpoint where it publishes them, or both: the file then vouches for the endpoint",
      "at first contact, which profile https_spiffe needs. What was added before is replaced."
    })
final class TrustAddCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();

  @Parameters(index = "0", paramLabel = "DOMAIN", description = "The trust domain")
  private String domain = "";

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "Its roots: PEM or SPIFFE bundle; - for standard input")
  private String bundle = "";

  @Option(names = "--endpoint", paramLabel = "URL", description = "Where it publishes its bundle")
  private String endpoint = "";

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "https_web",
      description = "How the endpoint proves itself: ${COMPLETION-CANDIDATES} (default https_web)")
  private BundleEndpoint.Profile profile = BundleEndpoint.Profile.https_web;

  @Option(
      names = "--endpoint-spiffe-id",
      paramLabel = "ID",
      description = "Whom the endpoint must be under https_spiffe (default: anybody of DOMAIN)")
  private String spiffeId = "";

  TrustAddCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!TrustDomain.isValid(domain)) {
      throw Refusal.because(Exit.USAGE, "'" + domain + "' is not a trust domain");
    }
    if (bundle.isEmpty() && endpoint.isEmpty()) {
      throw Refusal.because(
          Exit.USAGE, "say which roots " + domain + " has: --bundle FILE, --endpoint URL, or both");
    }
    String namespace =
        api.json(session, "GET", "/debug/trustz", "").path("rootNamespace").asString("");
    Http.Answer answer =
        api.call(
            session,
            "PUT",
            "/api/v1/resources"
                + ControlPlaneApi.query(Map.of("file", "trust-" + domain + ".yaml")),
            resource(namespace));
    if (!answer.good() && answer.status() != 422) {
      throw ControlPlaneApi.refusal(answer);
    }
    List<String> causes = new ArrayList<>();
    for (JsonNode problem : ConfigDump.json(answer.body()).path("problems")) {
      causes.add(problem.path("text").asString(""));
    }
    if (!answer.good()) {
      throw Refusal.because(Exit.REFUSED, String.join("\n", causes));
    }
    causes.forEach(session.terminal()::line);
    session.terminal().line("trust domain " + domain + " is believed");
    return Exit.OK.status();
  }

  private String resource(String namespace) {
    StringBuilder text = new StringBuilder();
    text.append("apiVersion: weft.dev/v1alpha1\nkind: TrustBundle\nmetadata: {name: ")
        .append(domain)
        .append(", namespace: ")
        .append(namespace)
        .append("}\nspec:\n  trustDomain: ")
        .append(domain)
        .append('\n');
    if (!bundle.isEmpty()) {
      String roots = roots();
      text.append(roots.stripLeading().startsWith("{") ? "  spiffeBundle: |\n" : "  pem: |\n")
          .append(roots.indent(4));
    }
    if (!endpoint.isEmpty()) {
      text.append("  endpoint:\n    url: ")
          .append(quoted(endpoint))
          .append("\n    profile: ")
          .append(profile.name())
          .append('\n');
      if (!spiffeId.isEmpty()) {
        text.append("    endpointSpiffeId: ").append(quoted(spiffeId)).append('\n');
      }
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private String roots() {
    try {
      String text =
          bundle.equals("-")
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(session.environment().path(bundle), StandardCharsets.UTF_8);
      return text.replace("\r\n", "\n").stripLeading();
    } catch (IOException unreadable) {
      throw Refusal.because(
          Exit.REFUSED, "the bundle " + bundle + " cannot be read: " + unreadable.getMessage());
    }
  }
}
