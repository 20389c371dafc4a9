package dev.weft.cli.link;

import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Tree;
import dev.weft.model.Checked;
import dev.weft.sources.kubernetes.Kubeconfig;
import dev.weft.sources.kubernetes.KubeconfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `weft create-remote-secret`.
@Command(
    name = "create-remote-secret",
    description = {
      "Print the Secret by which another control plane reads a cluster.",
      "",
      "Apply it in the cluster of that control plane. The kubeconfig must hold its certificates and"
          + " its token itself; it may neither name files nor run programs."
    })
public final class CreateRemoteSecretCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      required = true,
      description = "How to reach the cluster, and as whom")
  private String kubeconfig = "";

  @Option(
      names = "--name",
      paramLabel = "CLUSTER",
      required = true,
      description = "The cluster's id, as its proxies name it")
  private String name = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "istio-system",
      description = "Namespace of the Secret (default ${DEFAULT-VALUE})")
  private String namespace = "istio-system";

  public CreateRemoteSecretCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!name.matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,251}[A-Za-z0-9])?")) {
      throw Refusal.because(
          Exit.USAGE, "'" + name + "' cannot be a cluster's id: use letters, digits, '-' and '.'");
    }
    Path file = session.environment().path(kubeconfig);
    String text = read(file);
    if (KubeconfigReader.parse(file.toString(), text)
        instanceof Checked.Invalid<Kubeconfig> invalid) {
      throw Refusal.of("the kubeconfig cannot be used from elsewhere", invalid.problems());
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", "istio-remote-secret-" + name.toLowerCase(java.util.Locale.ROOT));
    metadata.put("namespace", namespace);
    metadata.put("labels", Map.of("istio/multiCluster", "true"));
    metadata.put("annotations", Map.of("networking.istio.io/cluster", name));
    Map<String, Object> secret = new LinkedHashMap<>();
    secret.put("apiVersion", "v1");
    secret.put("kind", "Secret");
    secret.put("metadata", metadata);
    secret.put("stringData", Map.of(name, text));
    session.print(Tree.yaml(secret));
    return Exit.OK.status();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw Refusal.because(
          Exit.FAILED, "the kubeconfig cannot be read: " + unreadable.getMessage());
    }
  }
}
