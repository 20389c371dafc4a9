package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import dev.weft.graph.Graph;
import dev.weft.graph.Linked;
import dev.weft.graph.Linker;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.HeaderVisitor;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.route.Decision;
import dev.weft.graph.route.Forward;
import dev.weft.graph.route.Router;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real Envoy and Weft's router are given the same routes and the same requests; they must answer
/// and forward alike.
final class DecisionsIT {
  private static final TextFormat.Parser TEXT =
      TextFormat.Parser.newBuilder()
          .setTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(HTTPFault.getDescriptor())
                  .add(Cors.getDescriptor())
                  .add(CorsPolicy.getDescriptor())
                  .add(RBAC.getDescriptor())
                  .add(io.envoyproxy.envoy.extensions.filters.http.router.v3.Router.getDescriptor())
                  .build())
          .build();

  /// Random, or the business of connections.
  private static final Set<String> NOT_COMPARED =
      Set.of("x-request-id", "host", "connection", "content-length", "transfer-encoding", "date");

  private static <B extends Message.Builder> B text(String text, B builder) throws IOException {
    TEXT.merge(text, builder);
    return builder;
  }

  /// A request as it is sent.
  private record Call(String method, String path, String authority, Map<String, String> headers)
      implements Head {
    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public @Nullable String header(String name) {
      return switch (name) {
        case ":path" -> path;
        case ":method" -> method;
        case ":authority" -> authority;
        case ":scheme" -> "http";
        default -> headers.get(name);
      };
    }

    @Override
    public void forEach(HeaderVisitor visitor) {
      headers.forEach(visitor::visit);
    }
  }

  /// What came of a request, as lines that can be compared.
  private record Result(List<String> lines) {}

  @Test
  void envoyAndWeftDecideAlike(@TempDir Path folder) throws Exception {
    String config =
        Files.readString(Project.path("proof/interop/src/test/resources/decisions/routes.txtpb"));
    HttpConnectionManager manager =
        text(
                Files.readString(
                    Project.path("proof/interop/src/test/resources/decisions/manager.txtpb")),
                HttpConnectionManager.newBuilder())
            .setRouteConfig(text(config, RouteConfiguration.newBuilder()))
            .build();
    List<Call> calls =
        calls(
            Files.readAllLines(
                Project.path("proof/interop/src/test/resources/decisions/requests.txt")));
    assertThat(calls).hasSizeGreaterThan(250);
    try (EchoUpstream a = new EchoUpstream("a");
        EchoUpstream b = new EchoUpstream("b")) {
      Bootstrap bootstrap = bootstrap(manager, a.port(), b.port());
      Router router = router(bootstrap);
      try (RealEnvoy envoy = RealEnvoy.start(folder, bootstrap)) {
        List<String> differences = new ArrayList<>();
        for (Call call : calls) {
          Result theirs = ask(envoy.port(), call);
          Result ours = decide(router, call, envoy.port());
          if (!ours.equals(theirs)) {
            differences.add(call + "\n  envoy " + theirs.lines() + "\n  weft  " + ours.lines());
          }
        }
        assertThat(differences)
            .as("%d of %d requests: %s", differences.size(), calls.size(), envoy.log())
            .isEmpty();
      }
    }
  }

  private static Bootstrap bootstrap(HttpConnectionManager manager, int a, int b)
      throws IOException {
    Bootstrap.Builder bootstrap = Bootstrap.newBuilder();
    Listener.Builder listener =
        text(
            "name: 'in' address { socket_address { address: '127.0.0.1' port_value: 0 } }",
            Listener.newBuilder());
    listener
        .addFilterChainsBuilder()
        .addFiltersBuilder()
        .setName("envoy.filters.network.http_connection_manager")
        .setTypedConfig(Any.pack(manager));
    bootstrap.getStaticResourcesBuilder().addListeners(listener);
    for (var upstream : Map.of("a", a, "b", b).entrySet()) {
      bootstrap
          .getStaticResourcesBuilder()
          .addClusters(
              text(
                  """
                  name: '%1$s' type: STATIC connect_timeout { seconds: 60 }
                  load_assignment { cluster_name: '%1$s' endpoints { lb_endpoints { endpoint {
                    address { socket_address { address: '127.0.0.1' port_value: %2$d } } } } } }
                  """
                      .formatted(upstream.getKey(), upstream.getValue()),
                  Cluster.newBuilder()));
    }
    return bootstrap.build();
  }

  private static Router router(Bootstrap bootstrap) {
    Resources.Builder resources = Resources.builder();
    bootstrap
        .getStaticResources()
        .getClustersList()
        .forEach(cluster -> resources.add(ResourceType.CLUSTER, cluster));
    resources.add(ResourceType.LISTENER, bootstrap.getStaticResources().getListeners(0));
    Linked linked = Linker.link(resources.build(), Graph.EMPTY);
    assertThat(linked.rejections()).isEmpty();
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 80);
    var chain =
        linked
            .graph()
            .listener("in")
            .orElseThrow()
            .chain(new Arrival(any, any, any), Hint.NONE)
            .orElseThrow();
    return ((HttpTerminal) chain.terminal()).router();
  }

  /// Each line is a method, a target, a host and headers `name=value`, separated by spaces.
  private static List<Call> calls(List<String> lines) {
    List<Call> calls = new ArrayList<>();
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", -1);
      Map<String, String> headers = new TreeMap<>();
      for (int i = 3; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        headers.put(
            words[i].substring(0, equals), words[i].substring(equals + 1).replace('_', ' '));
      }
      calls.add(new Call(words[0], words[1], words[2], headers));
    }
    return calls;
  }

  private static Result ask(int port, Call call) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append(call.method()).append(' ').append(call.path()).append(" HTTP/1.1\r\n");
    request.append("host: ").append(call.authority()).append("\r\n");
    call.headers()
        .forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    request.append("connection: close\r\n\r\n");
    String answer;
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
    int end = answer.indexOf("\r\n\r\n");
    List<String> fields = List.of(answer.substring(0, end).split("\r\n"));
    String status = fields.get(0).split(" ", 3)[1];
    String echo = first(fields, "x-echo");
    List<String> lines = new ArrayList<>();
    if (echo.isEmpty()) {
      lines.add("reply " + status);
      lines.add("body " + answer.substring(end + 4));
    } else {
      List<String> seen =
          new String(Base64.getDecoder().decode(echo), StandardCharsets.UTF_8).lines().toList();
      lines.add("cluster " + seen.get(0));
      lines.add("request " + seen.get(1) + " " + seen.get(2));
      lines.add("host " + first(seen, "host"));
      seen.stream()
          .skip(3)
          .map(DecisionsIT::lower)
          .filter(field -> !NOT_COMPARED.contains(name(field)))
          .sorted()
          .forEach(field -> lines.add("> " + field));
    }
    fields.stream()
        .skip(1)
        .map(DecisionsIT::lower)
        .filter(field ->
            name(field).startsWith("x-r")
                || name(field).startsWith("access-control")
                || name(field).equals("location")
                || name(field).equals("x-upstream"))
        .sorted()
        .forEach(field -> lines.add("< " + field));
    return new Result(lines);
  }

  private static String name(String field) {
    return field.substring(0, field.indexOf(':'));
  }

  private static String lower(String field) {
    int colon = field.indexOf(':');
    return field.substring(0, colon).toLowerCase(Locale.ROOT) + field.substring(colon);
  }

  private static String first(List<String> fields, String name) {
    return fields.stream()
        .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name + ": "))
        .map(field -> field.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  private static Result decide(Router router, Call call, int port) {
    InetSocketAddress here = new InetSocketAddress("127.0.0.1", port);
    InetSocketAddress there = new InetSocketAddress("127.0.0.1", 40_000);
    Decision decision =
        router.decide(
            call, Peer.plain(there), new Arrival(here, there, here), new SplittableRandom(1), 0);
    List<String> lines = new ArrayList<>();
    Map<String, List<String>> response = new TreeMap<>();
    switch (decision) {
      case Decision.Reply reply -> {
        // Whoever speaks HTTP tells gRPC clients in its own way.
        String type = call.headers().getOrDefault("content-type", "");
        boolean grpc = type.equals("application/grpc") || type.startsWith("application/grpc+");
        lines.add("reply " + (grpc ? 200 : reply.status()));
        lines.add("body " + reply.body());
      }
      case Forward forward -> {
        Map<String, List<String>> headers = new TreeMap<>();
        call.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        apply(headers, forward.requestEdits());
        lines.add("cluster " + forward.cluster().name());
        lines.add("request " + call.method() + " " + forward.path());
        lines.add("host " + forward.authority());
        headers.keySet().removeAll(NOT_COMPARED);
        add(lines, "> ", headers);
        response.put("x-upstream", List.of("yes"));
      }
      case Decision.Tunnel tunnel -> lines.add("tunnel " + tunnel.cluster().name());
    }
    apply(response, decision.responseEdits());
    response.remove("x-echo");
    add(lines, "< ", response);
    return new Result(lines);
  }

  private static void add(List<String> lines, String mark, Map<String, List<String>> headers) {
    List<String> fields = new ArrayList<>();
    headers.forEach((name, values) -> values.forEach(value -> fields.add(name + ": " + value)));
    fields.stream().sorted().forEach(field -> lines.add(mark + field));
  }

  private static void apply(Map<String, List<String>> headers, List<HeaderEdit> edits) {
    for (HeaderEdit edit : edits) {
      List<String> now = Optional.ofNullable(headers.get(edit.name())).orElse(List.of());
      switch (edit.action()) {
        case SET -> headers.put(edit.name(), List.of(edit.value()));
        case REMOVE -> headers.remove(edit.name());
        case ADD_IF_ABSENT -> headers.putIfAbsent(edit.name(), List.of(edit.value()));
        case SET_IF_PRESENT -> {
          if (!now.isEmpty()) {
            headers.put(edit.name(), List.of(edit.value()));
          }
        }
        case APPEND -> {
          List<String> more = new ArrayList<>(now);
          more.add(edit.value());
          headers.put(edit.name(), more);
        }
      }
    }
  }
}
