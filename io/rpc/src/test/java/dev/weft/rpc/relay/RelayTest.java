package dev.weft.rpc.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.weft.host.port.HeldPort;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelayTest {
  private static final String LISTENERS = "type.googleapis.com/envoy.config.listener.v3.Listener";
  private static final String NAMES = "type.googleapis.com/names";

  @TempDir Path directory;
  private final Loops loops = Loops.of(1, "test");
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Channels channels = new Channels(loops, executor, InstantSource.system());
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Above above = new Above();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Any> aside = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private Optional<String> refusal = Optional.empty();
  private int port;

  /// The control plane: what it was asked, and a way to answer.
  private static final class Above
      extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
    final BlockingQueue<DeltaDiscoveryRequest> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<DiscoveryRequest> askedWhole = new LinkedBlockingQueue<>();
    final BlockingQueue<StreamObserver<DeltaDiscoveryResponse>> streams =
        new LinkedBlockingQueue<>();
    final BlockingQueue<StreamObserver<DiscoveryResponse>> whole = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> responses) {
      streams.add(responses);
      return new Taking<>(asked, ends);
    }

    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
        StreamObserver<DiscoveryResponse> responses) {
      whole.add(responses);
      return new Taking<>(askedWhole, ends);
    }
  }

  private record Taking<M>(BlockingQueue<M> messages, BlockingQueue<String> ends)
      implements StreamObserver<M> {
    @Override
    public void onNext(M message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
      ends.add(String.valueOf(failure.getMessage()));
    }

    @Override
    public void onCompleted() {
      ends.add("completed");
    }
  }

  private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

  private final class Door implements ServerInterceptor {
    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
      shown.add(
          String.valueOf(
              headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER))));
      return next.startCall(call, headers);
    }
  }

  @BeforeEach
  void start() throws Exception {
    Listening listening =
        Listening.on(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            loops,
            new Listening.Offer(List.of(above), List.of(new Door()), executor));
    open.add(listening);
    port = listening.port();
    relay("xds.sock", port);
  }

  private Relay relay(String name, int to) throws Exception {
    Aside names =
        new Aside() {
          @Override
          public String typeUrl() {
            return NAMES;
          }

          @Override
          public Optional<String> take(List<Any> resources) {
            aside.addAll(resources);
            return refusal;
          }
        };
    Relay relay =
        Relay.on(
            directory.resolve(name),
            new Relay.Carriers(channels, loops, executor),
            new Relay.Upstream(
                () -> Target.plain("127.0.0.1", to),
                () -> Map.of("authorization", "Bearer " + tokens.incrementAndGet()),
                List.of(names)),
            new RelayEvents() {
              @Override
              public void connected() {
                told.add("connected");
              }

              @Override
              public void lost(String why, boolean answered) {
                told.add("lost " + answered + " " + why);
              }

              @Override
              public void asked() {
                told.add("asked");
              }

              @Override
              public void told() {
                told.add("told");
              }
            });
    open.add(relay);
    return relay;
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    executor.shutdownNow();
    loops.close();
  }

  private AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceStub proxy(String name) {
    ManagedChannel channel = channels.open(Target.pipe(directory.resolve(name)));
    open.add(channel::shutdownNow);
    return AggregatedDiscoveryServiceGrpc.newStub(channel);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T value = queue.poll(60, TimeUnit.SECONDS);
    assertThat(value).isNotNull();
    return value;
  }

  private static DeltaDiscoveryRequest ask(String type) {
    return DeltaDiscoveryRequest.newBuilder().setTypeUrl(type).build();
  }

  private static DeltaDiscoveryResponse answer(String type, String nonce) {
    Any body = Any.newBuilder().setTypeUrl(type).setValue(ByteString.copyFromUtf8("x")).build();
    return DeltaDiscoveryResponse.newBuilder()
        .setTypeUrl(type)
        .setNonce(nonce)
        .addResources(Resource.newBuilder().setName("one").setResource(body))
        .build();
  }

  @Test
  void requestsAndResponsesPassAndTheAgentsOwnTypeStaysWithIt() throws Exception {
    BlockingQueue<DeltaDiscoveryResponse> got = new LinkedBlockingQueue<>();
    var up =
        proxy("xds.sock").deltaAggregatedResources(new Taking<>(got, new LinkedBlockingQueue<>()));
    up.onNext(ask("clusters"));
    assertThat(next(above.asked).getTypeUrl()).isEqualTo("clusters");
    up.onNext(ask(LISTENERS));
    assertThat(next(above.asked).getTypeUrl()).isEqualTo(LISTENERS);
    assertThat(next(above.asked).getTypeUrl()).as("asked once listeners are").isEqualTo(NAMES);
    var down = next(above.streams);
    down.onNext(answer(NAMES, "n1"));
    DeltaDiscoveryRequest acknowledged = next(above.asked);
    assertThat(acknowledged.getTypeUrl()).isEqualTo(NAMES);
    assertThat(acknowledged.getResponseNonce()).isEqualTo("n1");
    assertThat(acknowledged.hasErrorDetail()).isFalse();
    down.onNext(answer(LISTENERS, "l1"));
    assertThat(next(got)).isEqualTo(answer(LISTENERS, "l1"));
    assertThat(aside).hasSize(1);
    assertThat(got).isEmpty();
    refusal = Optional.of("not a table");
    down.onNext(answer(NAMES, "n2"));
    assertThat(next(above.asked).getErrorDetail().getMessage()).isEqualTo("not a table");
    up.onNext(ask(LISTENERS));
    assertThat(next(above.asked).getTypeUrl()).isEqualTo(LISTENERS);
    assertThat(above.asked).as("its own type is asked for once").isEmpty();
    assertThat(told).contains("connected", "asked", "told");
  }

  @Test
  void theWholeStateIsRelayedAndAcknowledgedWithItsVersion() throws Exception {
    BlockingQueue<DiscoveryResponse> got = new LinkedBlockingQueue<>();
    var up =
        proxy("xds.sock").streamAggregatedResources(new Taking<>(got, new LinkedBlockingQueue<>()));
    up.onNext(DiscoveryRequest.newBuilder().setTypeUrl(LISTENERS).build());
    next(above.askedWhole);
    assertThat(next(above.askedWhole).getTypeUrl()).isEqualTo(NAMES);
    var down = next(above.whole);
    down.onNext(
        DiscoveryResponse.newBuilder()
            .setTypeUrl(NAMES)
            .setNonce("n1")
            .setVersionInfo("7")
            .addResources(Any.newBuilder().setTypeUrl(NAMES))
            .build());
    DiscoveryRequest acknowledged = next(above.askedWhole);
    assertThat(acknowledged.getVersionInfo()).isEqualTo("7");
    assertThat(acknowledged.getResponseNonce()).isEqualTo("n1");
    for (int i = 0; i < 20; i++) {
      down.onNext(DiscoveryResponse.newBuilder().setTypeUrl(LISTENERS).setNonce("l" + i).build());
    }
    for (int i = 0; i < 20; i++) {
      assertThat(next(got).getNonce()).isEqualTo("l" + i);
    }
  }

  @Test
  void eachStreamShowsTheTokenOfTheDay() throws Exception {
    var first =
        proxy("xds.sock")
            .deltaAggregatedResources(
                new Taking<>(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()));
    first.onNext(ask("clusters"));
    assertThat(next(shown)).isEqualTo("Bearer 1");
    var second =
        proxy("xds.sock")
            .deltaAggregatedResources(
                new Taking<>(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>()));
    second.onNext(ask("clusters"));
    assertThat(next(shown)).isEqualTo("Bearer 2");
  }

  @Test
  void theEndOfOneEndIsTheEndOfTheOther() throws Exception {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    var up =
        proxy("xds.sock").deltaAggregatedResources(new Taking<>(new LinkedBlockingQueue<>(), ends));
    up.onNext(ask("clusters"));
    next(above.asked);
    next(above.streams)
        .onError(Status.UNAUTHENTICATED.withDescription("who?").asRuntimeException());
    assertThat(next(ends)).contains("UNAUTHENTICATED").contains("who?");
    var again =
        proxy("xds.sock").deltaAggregatedResources(new Taking<>(new LinkedBlockingQueue<>(), ends));
    again.onNext(ask("clusters"));
    next(above.asked);
    again.onCompleted();
    assertThat(next(above.ends)).isNotEmpty();
  }

  @Test
  void anAbsentControlPlaneIsToldToTheProxyAtOnce() throws Exception {
    HeldPort nobody = HeldPort.on("127.0.0.1");
    open.add(nobody);
    relay("lone.sock", nobody.number());
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    var up =
        proxy("lone.sock")
            .deltaAggregatedResources(new Taking<>(new LinkedBlockingQueue<>(), ends));
    up.onNext(ask("clusters"));
    assertThat(next(ends)).contains("UNAVAILABLE");
    assertThat(told).anyMatch(line -> line.startsWith("lost false"));
  }
}
