package dev.weft.bench.macro;

import dev.weft.bench.macro.peer.Contestant;
import dev.weft.bench.macro.peer.Hop;
import dev.weft.bench.macro.peer.Identities;
import dev.weft.bench.macro.peer.PinnedProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The running processes of a contestant, one for each hop, and the port that clients call.
record Entry(List<PinnedProcess> processes, int port) implements AutoCloseable {
  private static final int PROXY_PROCESSOR = 0;

  /// Starts them and waits until they accept connections.
  ///
  /// @param folder for their files
  /// @param upstreamPort what the last hop sends to
  /// @throws IOException when there is no port to be had
  static Entry start(
      Contestant contestant, Scenario scenario, Settings settings, Path folder, int upstreamPort)
      throws IOException {
    boolean http2 = scenario == Scenario.HTTP2;
    boolean oneRequest = scenario == Scenario.HANDSHAKE;
    List<Hop> hops = new ArrayList<>();
    Optional<Identities> client = Optional.empty();
    int next = upstreamPort;
    if (scenario.mutualTls()) {
      Identities[] pair = Identities.pair(folder);
      Hop server =
          new Hop(
              freePorts(),
              next,
              settings.hosts(),
              http2,
              false,
              Optional.of(pair[1]),
              Optional.empty());
      hops.add(server);
      next = server.listenPort();
      client = Optional.of(pair[0]);
    }
    hops.add(
        new Hop(freePorts(), next, settings.hosts(), http2, oneRequest, Optional.empty(), client));
    List<PinnedProcess> processes = new ArrayList<>();
    for (Hop hop : hops) {
      PinnedProcess process = contestant.start(settings.root(), folder, hop, PROXY_PROCESSOR);
      processes.add(process);
      process.awaitPort(hop.listenPort());
    }
    return new Entry(processes, hops.getLast().listenPort());
  }

  long cpuMicros() {
    return processes.stream().mapToLong(PinnedProcess::cpuMicros).sum();
  }

  double residentMib() {
    return processes.stream().mapToDouble(PinnedProcess::residentMib).sum();
  }

  @Override
  public void close() {
    processes.forEach(PinnedProcess::close);
  }

  /// A free port whose successor is free too, for the admin listener.
  private static int freePorts() throws IOException {
    while (true) {
      try (ServerSocket first = new ServerSocket(0);
          ServerSocket second = new ServerSocket(first.getLocalPort() + 1)) {
        return second.getLocalPort() - 1;
      } catch (java.net.BindException taken) {
        continue;
      }
    }
  }
}
