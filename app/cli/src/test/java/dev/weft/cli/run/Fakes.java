package dev.weft.cli.run;

import com.sun.net.httpserver.HttpServer;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Program;
import dev.weft.host.Programs;
import dev.weft.host.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Programs that only pretend: a control plane that listens, agents that do nothing, and proxies
/// that say they are ready.
final class Fakes {
  private static final Pattern ADMIN =
      Pattern.compile("admin:.*?address: \"?([0-9.]+)\"?.*?port_value: (\\d+)", Pattern.DOTALL);

  /// What was started, in order.
  final List<String> started = Collections.synchronizedList(new ArrayList<>());

  /// What runs now.
  final List<String> running = Collections.synchronizedList(new ArrayList<>());

  Programs programs() {
    return new Programs(List.of(fake("control-plane"), fake("agent"), fake("proxy")));
  }

  private Program fake(String name) {
    return new Program() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String summary() {
        return "Pretends";
      }

      @Override
      public Running start(List<String> arguments, Environment environment) {
        started.add(name);
        running.add(name);
        CompletableFuture<Exit> ended = new CompletableFuture<>();
        Runnable stop = resource(name, arguments);
        return new Running() {
          @Override
          public void stop() {
            stop.run();
            if (ended.complete(Exit.OK)) {
              running.remove(name);
            }
          }

          @Override
          public CompletableFuture<Exit> ended() {
            return ended;
          }
        };
      }
    };
  }

  /// Opens what the program would, and returns how to close it.
  private static Runnable resource(String name, List<String> arguments) {
    try {
      return switch (name) {
        case "control-plane" -> listening(option(arguments, "--xds-address"));
        case "proxy" -> admin(Files.readString(Path.of(option(arguments, "-c"))));
        default -> () -> {};
      };
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String option(List<String> arguments, String name) {
    return arguments.get(arguments.indexOf(name) + 1);
  }

  private static Runnable listening(String address) throws IOException {
    int colon = address.indexOf(':');
    ServerSocket socket =
        new ServerSocket(
            Integer.parseInt(address.substring(colon + 1)),
            50,
            InetAddress.ofLiteral(address.substring(0, colon)));
    return () -> {
      try {
        socket.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    };
  }

  private static Runnable admin(String bootstrap) throws IOException {
    Matcher address = ADMIN.matcher(bootstrap);
    if (!address.find()) {
      throw new IOException("no admin address in " + bootstrap);
    }
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2))), 0);
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return () -> server.stop(0);
  }
}
