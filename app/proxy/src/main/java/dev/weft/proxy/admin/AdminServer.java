package dev.weft.proxy.admin;

import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Serves the admin interface over HTTP/1.1.
public final class AdminServer implements AutoCloseable {
  /// @param post whether it changes something, and must therefore be a POST
  private record Command(String help, boolean post, Function<Map<String, String>, Page> answer) {}

  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final PlainHttp server;

  /// Starts to listen.
  ///
  /// @throws IOException when the address cannot be bound
  public AdminServer(InetSocketAddress address, View view, Commands actions) throws IOException {
    pages(view);
    actions(actions);
    server = new PlainHttp(address, this::answer);
  }

  private void pages(View view) {
    ConfigDump dump = new ConfigDump(view);
    StatsPage stats = new StatsPage(view);
    get("/certs", "print certs on machine", query -> CertsPage.of(view));
    get("/clusters", "upstream cluster status", query -> ClustersPage.of(view, query));
    get("/config_dump", "dump current configuration", dump::page);
    get("/help", "print out list of admin commands", query -> Page.text(200, help()));
    get("/init_dump", "what waits for what", query -> InitPage.of(view));
    get("/listeners", "print listener info", query -> ListenersPage.of(view, query));
    get("/memory", "print current heap usage", query -> ServerPage.memory());
    get(
        "/ready",
        "print server state, return 200 if LIVE, otherwise return 503",
        query -> ServerPage.ready(view));
    get("/server_info", "print server version/status information", query -> ServerPage.info(view));
    get("/stats", "print server stats", stats::page);
    get("/stats/prometheus", "print server stats in prometheus format", stats::prometheus);
  }

  private void actions(Commands actions) {
    post(
        "/drain_listeners",
        "drain listeners",
        query -> {
          actions.drain(query.containsKey("graceful"));
          return Page.text("OK\n");
        });
    post(
        "/logging",
        "query logging levels",
        query ->
            query.isEmpty()
                ? Page.text("active loggers:\n  main: info\n")
                : Page.text(400, "Weft logs one line an event and has no levels to change\n"));
    post("/quitquitquit", "exit the server", query -> Page.text("OK\n").followedBy(actions::quit));
  }

  private void get(String path, String help, Function<Map<String, String>, Page> answer) {
    commands.put(path, new Command(help, false, answer));
  }

  private void post(String path, String help, Function<Map<String, String>, Page> answer) {
    commands.put(path, new Command(help, true, answer));
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.address();
  }

  private Page answer(PlainHttp.Request request) {
    Command command = commands.get(request.path());
    if (request.path().equals("/")) {
      return Page.text(help());
    }
    if (command == null) {
      return Page.text(404, "invalid path. " + help());
    }
    String method = request.method();
    boolean reads = method.equals("GET") || method.equals("HEAD");
    if (!method.equals("POST") && (command.post() || !reads)) {
      return Page.text(405, "Method " + method + " not allowed, POST required.");
    }
    try {
      return command.answer().apply(Page.parameters(request.query()));
    } catch (PatternSyntaxException notAPattern) {
      return Page.text(400, "Invalid re2 regex: " + notAPattern.getMessage() + "\n");
    } catch (IllegalArgumentException notEncoded) {
      return Page.text(400, "Invalid query: " + notEncoded.getMessage() + "\n");
    }
  }

  private String help() {
    StringBuilder text = new StringBuilder("admin commands are:\n");
    commands.forEach((path, command) ->
        text.append("  ")
            .append(path)
            .append(command.post() ? " (POST)" : "")
            .append(": ")
            .append(command.help())
            .append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    server.close();
  }
}
