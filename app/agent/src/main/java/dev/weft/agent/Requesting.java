package dev.weft.agent;

import dev.weft.agent.proxy.Fetch;
import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// `weft agent request METHOD PATH`: asks the proxy's admin interface, or another port of this pod,
/// where there may be no other program to do so.
record Requesting(CompletableFuture<Exit> ended) implements Running {
  static final Options OPTIONS =
      Options.of(Options.value("--port", "PORT", "15000", "of the pod's loopback address"));

  static Running start(List<String> words, Environment environment) {
    List<String> flags = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--port") && i + 1 < words.size()) {
        flags.addAll(words.subList(i, ++i + 1));
      } else {
        (words.get(i).startsWith("-") ? flags : plain).add(words.get(i));
      }
    }
    Arguments arguments = OPTIONS.parse(flags);
    if (plain.size() != 2 || !plain.getFirst().matches("GET|POST")) {
      throw Refusal.because(Exit.USAGE, "write: weft agent request GET|POST PATH [--port PORT]");
    }
    String path = plain.getLast().startsWith("/") ? plain.getLast() : "/" + plain.getLast();
    String address = "http://127.0.0.1:" + arguments.port("--port") + path;
    try (Fetch fetch = new Fetch()) {
      Fetch.Answer answer =
          fetch.ask(
              new Fetch.Ask(
                  plain.getFirst(), URI.create(address), Map.of(), Duration.ofSeconds(10)));
      environment.out().print(answer.body());
      return new Requesting(
          CompletableFuture.completedFuture(answer.status() < 400 ? Exit.OK : Exit.FAILED));
    } catch (IOException silent) {
      throw Refusal.because(
          Exit.NOT_RUNNING, address + " does not answer (" + silent + "); is this its pod?");
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, path + " is no path: " + malformed.getMessage());
    }
  }

  @Override
  public void stop() {
    // it has ended already
  }
}
