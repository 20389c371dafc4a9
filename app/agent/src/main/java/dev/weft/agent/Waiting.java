package dev.weft.agent;

import dev.weft.agent.proxy.Fetch;
import dev.weft.agent.settings.AgentSettings;
import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// `weft agent wait`: over as soon as the proxy can serve, or the time is up. An application that
/// is started after it finds its way out of the pod open.
final class Waiting implements Running {
  static final Options OPTIONS =
      Options.of(
          Options.value("--timeout", "DURATION", "60s", "how long to wait"),
          Options.value("--period", "DURATION", "250ms", "how often to ask"),
          Options.value("--request-timeout", "DURATION", "500ms", "how long to wait for an answer"),
          Options.value("--url", "URL", "http://localhost:15021/healthz/ready", "what to ask"));

  private final CompletableFuture<Exit> ended = new CompletableFuture<>();
  private final Environment environment;
  private final AtomicReference<String> last = new AtomicReference<>("it was not asked yet");

  private Waiting(Environment environment) {
    this.environment = environment;
  }

  static Waiting start(List<String> words, Environment environment) {
    Arguments arguments = OPTIONS.parse(words);
    URI url;
    try {
      url = URI.create(arguments.required("--url"));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, "--url is no URL: " + malformed.getMessage());
    }
    Fetch.Ask ask =
        new Fetch.Ask("GET", url, Map.of(), AgentSettings.duration(arguments, "--request-timeout"));
    Duration patience = AgentSettings.duration(arguments, "--timeout");
    Duration period = AgentSettings.duration(arguments, "--period");
    Waiting waiting = new Waiting(environment);
    Thread.ofVirtual()
        .name("agent-wait")
        .start(() -> waiting.ended.complete(waiting.until(ask, patience, period)));
    return waiting;
  }

  private Exit until(Fetch.Ask ask, Duration patience, Duration period) {
    long end = System.nanoTime() + patience.toNanos();
    try (Fetch fetch = new Fetch()) {
      while (!ended.isDone()) {
        if (ready(fetch, ask)) {
          return Exit.OK;
        }
        if (System.nanoTime() + period.toNanos() > end) {
          environment
              .log()
              .println(
                  "not ready after "
                      + patience.toSeconds()
                      + " s: "
                      + ask.uri()
                      + ": "
                      + last.get());
          return Exit.TIMED_OUT;
        }
        LockSupport.parkNanos(period.toNanos());
      }
    }
    return Exit.INTERRUPTED;
  }

  private boolean ready(Fetch fetch, Fetch.Ask ask) {
    try {
      Fetch.Answer answer = fetch.ask(ask);
      last.set("it answers " + answer.status() + " " + answer.body().strip());
      return answer.status() == 200;
    } catch (IOException silent) {
      last.set("no answer (" + silent + ")");
      return false;
    }
  }

  @Override
  public void stop() {
    ended.complete(Exit.INTERRUPTED);
  }

  @Override
  public CompletableFuture<Exit> ended() {
    return ended;
  }
}
