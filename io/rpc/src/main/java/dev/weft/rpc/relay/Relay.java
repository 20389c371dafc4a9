package dev.weft.rpc.relay;

import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Listens on a Unix-domain socket for proxies and passes each of their streams on to the control
/// plane over a connection of its own. Address, roots and token are asked for anew at each stream,
/// so a renewed token is used and the proxy needs none. When the control plane goes, the proxy's
/// stream ends and the proxy comes back by itself.
public final class Relay implements AutoCloseable {
  /// Where a stream goes, and how.
  ///
  /// @param target asked for at each stream; may throw IllegalStateException in one sentence
  /// @param headers of each stream, such as the token
  /// @param asides asked for beside what the proxy asks for
  public record Upstream(
      Supplier<Target> target, Supplier<Map<String, String>> headers, List<Aside> asides) {
    public Upstream {
      asides = List.copyOf(asides);
    }
  }

  private final Channels channels;
  private final Upstream upstream;
  private final RelayEvents events;
  private final Set<Passage<?, ?>> open = ConcurrentHashMap.newKeySet();
  private final Listening listening;

  private Relay(
      Path pipe,
      Channels channels,
      Loops loops,
      Executor executor,
      Upstream upstream,
      RelayEvents events)
      throws IOException {
    this.channels = channels;
    this.upstream = upstream;
    this.events = events;
    this.listening =
        Listening.on(pipe, loops, new Listening.Offer(List.of(new Streams()), List.of(), executor));
  }

  /// What carries a relay.
  public record Carriers(Channels channels, Loops loops, Executor executor) {}

  /// Listens.
  ///
  /// @throws IOException when the path cannot be bound
  public static Relay on(Path pipe, Carriers carriers, Upstream upstream, RelayEvents events)
      throws IOException {
    return new Relay(
        pipe, carriers.channels(), carriers.loops(), carriers.executor(), upstream, events);
  }

  @Override
  public void close() {
    listening.close();
    open.forEach(Passage::end);
  }

  private final class Streams
      extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
        StreamObserver<DiscoveryResponse> responses) {
      return begin(Passage.Spelling.WHOLE, responses);
    }

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> responses) {
      return begin(Passage.Spelling.INCREMENT, responses);
    }

    private <Q, S> StreamObserver<Q> begin(
        Passage.Spelling<Q, S> spelling, StreamObserver<S> responses) {
      Passage<Q, S> passage = new Passage<>(spelling, upstream, events, open::remove);
      open.add(passage);
      return passage.begin(channels, responses);
    }
  }
}
