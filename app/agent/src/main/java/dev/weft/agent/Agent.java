package dev.weft.agent;

import dev.weft.host.Exit;
import dev.weft.host.Running;
import dev.weft.rpc.ca.CertificateClient;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.xds.SecretServer;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// One workload's agent: the socket, the authority and the renewal, wired.
final class Agent implements Running {
  private final Loops loops;
  private final ExecutorService executor;
  private final SecretServer server;
  private final Thread renewal;
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();

  private Agent(Loops loops, ExecutorService executor, SecretServer server, Thread renewal) {
    this.loops = loops;
    this.executor = executor;
    this.server = server;
    this.renewal = renewal;
  }

  /// Serves at once; the first certificate follows when the authority answers.
  static Agent start(AgentSettings settings, PrintStream log) throws IOException {
    Loops loops = Loops.of(1, "agent-" + settings.name());
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    InstantSource clock = InstantSource.system();
    try {
      SecretServer server = SecretServer.on(settings.socket(), loops, executor);
      Channels channels = new Channels(loops, executor, clock);
      Certifier certifier =
          new Certifier(
              settings,
              target -> new CertificateClient(channels, target),
              clock,
              new SecureRandom());
      Renewing renewing =
          new Renewing(
              certifier,
              server::serve,
              clock,
              line -> log.println("agent " + settings.name() + ": " + line));
      Thread renewal = Thread.ofVirtual().name("renew " + settings.name()).start(renewing);
      return new Agent(loops, executor, server, renewal);
    } catch (IOException | RuntimeException failed) {
      executor.shutdownNow();
      loops.close();
      throw failed;
    }
  }

  @Override
  public void stop() {
    if (ended.isDone()) {
      return;
    }
    renewal.interrupt();
    server.close();
    executor.shutdownNow();
    loops.close();
    ended.complete(Exit.OK);
  }

  @Override
  public CompletableFuture<Exit> ended() {
    return ended;
  }
}
