package dev.weft.cli.resource;

import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Yaml;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Tree;
import dev.weft.injection.Decision;
import dev.weft.injection.InjectionSettings;
import dev.weft.injection.Injector;
import dev.weft.injection.PodTree;
import dev.weft.injection.Selection;
import dev.weft.injection.Templates;
import dev.weft.injection.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `weft inject`: what the webhook does, by hand.
@Command(
    name = "inject",
    description = {
      "Print resources with a proxy in each of their pods; nothing is applied.",
      "",
      "Pods, Deployments, StatefulSets, DaemonSets, ReplicaSets, Jobs, CronJobs and Lists of them"
          + " are",
      "injected, all else is printed as it is. Why a pod is left alone is told on standard error."
    })
public final class InjectCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "File, directory, or - for standard input")
  private String file = "";

  @Option(names = "--revision", paramLabel = "NAME", description = "Of the control plane")
  private String revision = InjectionSettings.DEFAULT_REVISION;

  @Option(names = "--image", paramLabel = "IMAGE", description = "Of the containers added")
  private String image = InjectionSettings.USUAL.image();

  @Option(names = "--cluster-id", paramLabel = "ID", description = "Cluster of the pods")
  private String cluster = InjectionSettings.USUAL.mesh().cluster();

  @Option(names = "--network", paramLabel = "NAME", description = "Network of the pods")
  private String network = InjectionSettings.USUAL.mesh().network();

  @Option(names = "--mesh-id", paramLabel = "ID", description = "Mesh of the pods")
  private String mesh = InjectionSettings.USUAL.mesh().mesh();

  @Option(names = "--trust-domain", paramLabel = "DOMAIN", description = "Of their identities")
  private String trustDomain = InjectionSettings.USUAL.mesh().trustDomain();

  @Option(names = "--discovery-address", paramLabel = "HOST:PORT", description = "Control plane")
  private String discovery = InjectionSettings.USUAL.mesh().discoveryAddress();

  @Option(
      names = "--no-native-sidecar",
      description = "For platforms whose init containers always end")
  private boolean old;

  public InjectCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    InjectionSettings.Membership membership =
        new InjectionSettings.Membership(cluster, network, mesh, trustDomain, discovery);
    InjectionSettings settings = new InjectionSettings(revision, image, membership, Map.of(), !old);
    List<String> texts = new ArrayList<>();
    for (Texts.Text text : Texts.of(file, session.environment())) {
      for (Document document : Yaml.read(text.name(), text.content())) {
        switch (document) {
          case Document.Read(var root) -> texts.add(Tree.yaml(injected(Trees.of(root), settings)));
          case Document.Broken(var problem) ->
              throw Refusal.of(text.name() + " cannot be read", List.of(problem));
        }
      }
    }
    session.print(String.join("---\n", texts));
    return Exit.OK.status();
  }

  private Map<String, Object> injected(Map<String, Object> resource, InjectionSettings settings) {
    return Templates.change(resource, found -> pod(found, settings));
  }

  private Optional<PodTree> pod(Templates.Found found, InjectionSettings settings) {
    return switch (Selection.byHand(found.pod())) {
      case Decision.Inject(String why) -> Optional.of(Injector.inject(found.pod(), settings));
      case Decision.Leave(String why) -> {
        session.environment().log().println(found.resource() + " is left as it is: " + why);
        yield Optional.empty();
      }
    };
  }
}
