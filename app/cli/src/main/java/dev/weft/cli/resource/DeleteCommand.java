package dev.weft.cli.resource;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.session.ControlPlaneApi;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.model.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft delete`.
@Command(
    name = "delete",
    description = {
      "Take back what was given with weft apply.",
      "",
      "  weft delete virtualservice reviews",
      "  weft delete vs/reviews dr/reviews      several, as kubectl has them",
      "  weft delete -f reviews.yaml            every resource that the file has"
    })
public final class DeleteCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ControlPlaneApi api = new ControlPlaneApi();

  @Parameters(
      arity = "0..*",
      paramLabel = "[KIND NAME... | KIND/NAME...]",
      hideParamSyntax = true,
      description = "What to delete")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = "A file, or - for standard input, instead of a kind and a name")
  private String file = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      defaultValue = "default",
      description = "The namespace that it is in (default: the one called default)")
  private String namespace = "default";

  public DeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    List<ResourceKey> keys = file.isEmpty() ? named() : keys();
    int status = Exit.OK.status();
    for (ResourceKey key : keys) {
      String page = "/api/v1/resources/" + key.kind() + "/" + key.namespace() + "/" + key.name();
      Http.Answer answer = api.call(session, "DELETE", page, "");
      if (answer.good()) {
        session.terminal().line(key + " is gone");
      } else if (keys.size() == 1) {
        throw ControlPlaneApi.refusal(answer);
      } else {
        Refusal refusal = ControlPlaneApi.refusal(answer);
        session.environment().log().println("weft: " + refusal.getMessage());
        status = refusal.exit().status();
      }
    }
    return status;
  }

  private List<ResourceKey> named() {
    Wanted wanted = Wanted.of(words);
    if (wanted.names().isEmpty() || wanted.kinds().isEmpty()) {
      throw Refusal.because(Exit.USAGE, "say what to delete: KIND NAME, or -f FILE");
    }
    return wanted.names().stream()
        .map(named -> new ResourceKey(named.kind(), namespace, named.name()))
        .toList();
  }

  private List<ResourceKey> keys() {
    if (!words.isEmpty()) {
      throw Refusal.because(Exit.USAGE, "say what to delete: KIND NAME, or -f FILE, not both");
    }
    List<ResourceKey> keys = new ArrayList<>();
    for (Texts.Text text : Texts.of(file, session.environment())) {
      Parsed parsed = Parser.parse(text.name(), text.content(), namespace);
      if (!parsed.isValid()) {
        throw Refusal.of("nothing was deleted", parsed.problems());
      }
      parsed.resources().forEach(resource -> keys.add(resource.key()));
    }
    return keys;
  }
}
