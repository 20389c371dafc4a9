package dev.weft.cli.resource;

import dev.weft.cli.inspect.ConfigDump;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Ink;
import dev.weft.host.terminal.Table;
import dev.weft.host.terminal.Terminal;
import dev.weft.model.ResourceKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `weft apply`.
@Command(
    name = "apply",
    description = {
      "Give resources to a running mesh.",
      "",
      "They are live at once, beside those of its directory, and stay until weft delete. A file"
          + " with",
      "an error is refused as a whole, with line and column, so that nothing is half applied; the",
      "other files take effect. Ends with 3 when something was refused.",
      "",
      "EFFECTIVE: no, and why, when a file of the directory has the same resource, or when another",
      "resource comes first for the same host; partly, when that is so for a part of it."
    })
public final class ApplyCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();
  @Mixin private Printing printing = new Printing();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description = "A file, a directory of them, or - for standard input; may be repeated")
  private List<String> files = new ArrayList<>();

  public ApplyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Terminal errors = Terminal.of(session.environment().log(), session.environment().variables());
    Map<ResourceKey, String> effects = new LinkedHashMap<>();
    boolean refused = false;
    for (String written : files) {
      for (Texts.Text file : Texts.of(written, session.environment())) {
        Http.Answer answer =
            api.call(
                session,
                "PUT",
                "/api/v1/resources" + ControlPlaneApi.query(Map.of("file", file.name())),
                file.content());
        if (!answer.good() && answer.status() != 422) {
          throw ControlPlaneApi.refusal(answer);
        }
        JsonNode json = ConfigDump.json(answer.body());
        for (JsonNode problem : json.path("problems")) {
          boolean error = problem.path("severity").asString("").equals("ERROR");
          refused |= error;
          errors.line(
              errors.paint(error ? Ink.RED : Ink.YELLOW, problem.path("text").asString("")));
        }
        for (JsonNode item : json.path("applied")) {
          effects.put(key(item), item.path("effective").asString(""));
        }
        for (JsonNode item : json.path("others")) {
          effects.computeIfPresent(key(item), (key, before) -> item.path("effective").asString(""));
        }
      }
    }
    if (effects.isEmpty() && !refused) {
      throw Refusal.because(
          Exit.REFUSED,
          "nothing to apply: there is no resource of a mesh in " + String.join(", ", files));
    }
    Table table = new Table("KIND", "NAMESPACE", "NAME", "EFFECTIVE");
    effects.forEach((key, effect) -> table.row(key.kind(), key.namespace(), key.name(), effect));
    if (!effects.isEmpty() || printing.format() != Format.TABLE) {
      session.print(table.print(printing.format()));
    }
    return (refused ? Exit.REFUSED : Exit.OK).status();
  }

  private static ResourceKey key(JsonNode item) {
    return new ResourceKey(
        item.path("kind").asString(""),
        item.path("namespace").asString(""),
        item.path("name").asString(""));
  }
}
