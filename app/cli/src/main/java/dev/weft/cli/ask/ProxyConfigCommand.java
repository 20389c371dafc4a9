package dev.weft.cli.ask;

import dev.weft.cli.inspect.Certificates;
import dev.weft.cli.inspect.Clusters;
import dev.weft.cli.inspect.ConfigDump;
import dev.weft.cli.inspect.Endpoints;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.inspect.Listeners;
import dev.weft.cli.inspect.Routes;
import dev.weft.cli.mesh.Bootstrap;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.session.MeshChoice;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Table;
import dev.weft.host.terminal.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/// `weft proxy-config`.
@Command(
    name = "proxy-config",
    aliases = "pc",
    description = {
      "Show the configuration that a workload's proxy has now, with the columns of istioctl.",
      "",
      "  weft proxy-config route reviews-v1 --name 9080",
      "  weft proxy-config cluster page -o json        (everything that the proxy was told)"
    })
public final class ProxyConfigCommand implements Callable<Integer> {
  /// What to show, as typed; a plural is taken too, and the short words of istioctl.
  enum Sort {
    listener("l"),
    route("r"),
    cluster("c"),
    endpoint("ep"),
    secret("s"),
    all("a");

    private final String brief;

    Sort(String brief) {
      this.brief = brief;
    }

    private static Sort of(String word) {
      String typed = word.toLowerCase(Locale.ROOT);
      for (Sort sort : values()) {
        if (List.of(sort.name(), sort.name() + "s", sort.brief).contains(typed)) {
          return sort;
        }
      }
      throw new TypeConversionException(
          "'"
              + word
              + "' is none of "
              + Arrays.stream(values()).map(Sort::name).collect(Collectors.joining(", ")));
    }
  }

  /// Reads a sort.
  static final class Sorts implements ITypeConverter<Sort> {
    @Override
    public Sort convert(String word) {
      return Sort.of(word);
    }
  }

  private final Session session;

  @Mixin private MeshChoice choice = new MeshChoice();
  @Mixin private Printing printing = new Printing();

  @Parameters(
      index = "0",
      paramLabel = "SORT",
      converter = Sorts.class,
      description = "${COMPLETION-CANDIDATES}")
  private Sort sort = Sort.all;

  @Parameters(
      index = "1",
      paramLabel = "WORKLOAD",
      description = "Whose proxy: NAME or NAME.NAMESPACE")
  private String workload = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace that the workload is in (default: any)")
  private String namespace = "";

  @Option(names = "--name", paramLabel = "NAME", description = "Only the route table of this name")
  private String name = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Only listeners on this port")
  private int port;

  @Option(
      names = "--fqdn",
      paramLabel = "HOST",
      description = "Only clusters and endpoints of hosts with this in their name")
  private String host = "";

  public ProxyConfigCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    boolean whole = namespace.isEmpty() || workload.endsWith("." + namespace);
    String named = whole ? workload : workload + "." + namespace;
    MeshRecord.Part part = choice.running(session).part(named);
    String admin = "http://" + part.address() + ":" + Bootstrap.ADMIN_PORT;
    String who = "the proxy of " + part.name();
    ConfigDump dump = ConfigDump.parse(Http.get(who, admin + "/config_dump"));
    List<Sort> sorts =
        sort == Sort.all
            ? List.of(Sort.cluster, Sort.listener, Sort.route, Sort.secret, Sort.endpoint)
            : List.of(sort);
    List<JsonNode> raw = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    for (Sort one : sorts) {
      List<JsonNode> found = select(one, dump, who, admin);
      raw.addAll(found);
      tables.add(table(one, found).print(Format.TABLE));
    }
    session.print(
        switch (printing.format()) {
          case TABLE -> String.join("\n", tables);
          case JSON -> Tree.json(plain(raw));
          case YAML -> Tree.yaml(plain(raw));
        });
    return Exit.OK.status();
  }

  private List<JsonNode> select(Sort one, ConfigDump dump, String who, String admin) {
    return switch (one) {
      case listener -> Listeners.select(dump, port);
      case route -> Routes.select(dump, name);
      case cluster -> Clusters.select(dump, host);
      case endpoint ->
          Endpoints.select(ConfigDump.json(Http.get(who, admin + "/clusters?format=json")), host);
      case secret -> dump.secrets();
      case all -> List.of();
    };
  }

  private static Table table(Sort one, List<JsonNode> found) {
    return switch (one) {
      case listener -> Listeners.table(found);
      case route -> Routes.table(found);
      case cluster -> Clusters.table(found);
      case endpoint -> Endpoints.table(found);
      case secret -> Certificates.table(found, Instant.now());
      case all -> new Table();
    };
  }

  private static List<Object> plain(List<JsonNode> nodes) {
    tools.jackson.databind.json.JsonMapper json =
        tools.jackson.databind.json.JsonMapper.builder().build();
    List<Object> all = new ArrayList<>();
    nodes.forEach(node -> all.add(json.convertValue(ConfigDump.spelled(node), Object.class)));
    return all;
  }
}
