package dev.weft.rpc.xds;

import dev.weft.rpc.caller.Caller;
import dev.weft.xds.Mode;
import dev.weft.xds.Request;
import dev.weft.xds.Response;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The services by which clients open streams; each stream is one [ServerStream].
public final class XdsServices implements AutoCloseable {
  /// Streams open at once; more are told to come later.
  public static final int LIMIT_STREAMS = 20_000;

  private final Discovery discovery;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("xds-hold").factory());

  public XdsServices(Discovery discovery) {
    this.discovery = discovery;
  }

  /// All types on one stream, delta and state of the world.
  public BindableService aggregated() {
    return new AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase() {
      @Override
      public StreamObserver<DiscoveryRequest> streamAggregatedResources(
          StreamObserver<DiscoveryResponse> responses) {
        return whole(responses);
      }

      @Override
      public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
          StreamObserver<DeltaDiscoveryResponse> responses) {
        return increments(responses);
      }
    };
  }

  /// Secrets only, delta and state of the world.
  public BindableService secrets() {
    return new SecretDiscoveryServiceGrpc.SecretDiscoveryServiceImplBase() {
      @Override
      public StreamObserver<DiscoveryRequest> streamSecrets(
          StreamObserver<DiscoveryResponse> responses) {
        return whole(responses);
      }

      @Override
      public StreamObserver<DeltaDiscoveryRequest> deltaSecrets(
          StreamObserver<DeltaDiscoveryResponse> responses) {
        return increments(responses);
      }
    };
  }

  private StreamObserver<DiscoveryRequest> whole(StreamObserver<DiscoveryResponse> responses) {
    var call = (ServerCallStreamObserver<DiscoveryResponse>) responses;
    ServerStream stream =
        stream(
            new ObserverWire<>(call) {
              @Override
              public void send(Response response) {
                if (response instanceof Response.Whole(DiscoveryResponse message)) {
                  pass(message);
                }
              }
            },
            Mode.SOTW,
            call);
    return new Inbound<>(stream) {
      @Override
      public void onNext(DiscoveryRequest message) {
        stream.on(
            new Request.Whole(message),
            message.hasNode() ? Optional.of(message.getNode()) : Optional.<Node>empty());
      }
    };
  }

  private StreamObserver<DeltaDiscoveryRequest> increments(
      StreamObserver<DeltaDiscoveryResponse> responses) {
    var call = (ServerCallStreamObserver<DeltaDiscoveryResponse>) responses;
    ServerStream stream =
        stream(
            new ObserverWire<>(call) {
              @Override
              public void send(Response response) {
                if (response instanceof Response.Increment(DeltaDiscoveryResponse message)) {
                  pass(message);
                }
              }
            },
            Mode.DELTA,
            call);
    return new Inbound<>(stream) {
      @Override
      public void onNext(DeltaDiscoveryRequest message) {
        stream.on(
            new Request.Increment(message),
            message.hasNode() ? Optional.of(message.getNode()) : Optional.<Node>empty());
      }
    };
  }

  private ServerStream stream(ServerStream.Wire wire, Mode mode, ServerCallStreamObserver<?> call) {
    if (open.incrementAndGet() > LIMIT_STREAMS) {
      open.decrementAndGet();
      throw new StatusRuntimeException(
          Status.RESOURCE_EXHAUSTED.withDescription(LIMIT_STREAMS + " streams are open"));
    }
    ServerStream stream =
        new ServerStream(
            new ServerStream.Opening(ids.incrementAndGet(), Caller.current(), discovery, timer),
            wire,
            mode);
    call.disableAutoRequest();
    call.setOnReadyHandler(stream::onReady);
    call.setOnCancelHandler(() -> {
      open.decrementAndGet();
      stream.onEnd();
    });
    call.setOnCloseHandler(open::decrementAndGet);
    stream.begin();
    return stream;
  }

  /// Stops the timer; the streams end with their server.
  @Override
  public void close() {
    timer.shutdownNow();
  }

  private abstract static class ObserverWire<M> implements ServerStream.Wire {
    private final ServerCallStreamObserver<M> call;

    ObserverWire(ServerCallStreamObserver<M> call) {
      this.call = call;
    }

    final void pass(M message) {
      if (!call.isCancelled()) {
        call.onNext(message);
      }
    }

    @Override
    public final boolean ready() {
      return call.isReady();
    }

    @Override
    public final void requestOne() {
      call.request(1);
    }

    @Override
    public final void close(Status status) {
      if (call.isCancelled()) {
        return;
      }
      if (status.isOk()) {
        call.onCompleted();
      } else {
        call.onError(status.asRuntimeException());
      }
    }
  }

  private abstract static class Inbound<M> implements StreamObserver<M> {
    private final ServerStream stream;

    Inbound(ServerStream stream) {
      this.stream = stream;
    }

    @Override
    public final void onError(Throwable failure) {
      stream.onEnd();
    }

    @Override
    public final void onCompleted() {
      stream.close(Status.Code.OK, "");
    }
  }
}
