package dev.weft.rpc.relay;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import dev.weft.rpc.transport.Channels;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One stream, from the proxy's end to the control plane's. One response is on its way at a time:
/// the next is asked for when the proxy can take it.
final class Passage<Q, S> {
  private static final String LISTENERS = "type.googleapis.com/envoy.config.listener.v3.Listener";

  /// How the two ways of speaking xDS say what a relay has to know.
  ///
  /// @param ask asks for all of a type
  /// @param answer acknowledges a response, or refuses it with a reason
  record Spelling<Q, S>(
      MethodDescriptor<Q, S> method,
      Function<Q, String> requested,
      Function<S, String> responded,
      Function<S, List<Any>> resources,
      Function<String, Q> ask,
      Answering<Q, S> answer) {
    interface Answering<Q, S> {
      Q to(S response, Optional<String> refusal);
    }

    static final Spelling<DiscoveryRequest, DiscoveryResponse> WHOLE =
        new Spelling<>(
            AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(),
            DiscoveryRequest::getTypeUrl,
            DiscoveryResponse::getTypeUrl,
            DiscoveryResponse::getResourcesList,
            type -> DiscoveryRequest.newBuilder().setTypeUrl(type).build(),
            (response, refusal) -> {
              var request =
                  DiscoveryRequest.newBuilder()
                      .setTypeUrl(response.getTypeUrl())
                      .setResponseNonce(response.getNonce());
              refusal.ifPresentOrElse(
                  why -> request.setErrorDetail(status(why)),
                  () -> request.setVersionInfo(response.getVersionInfo()));
              return request.build();
            });

    static final Spelling<DeltaDiscoveryRequest, DeltaDiscoveryResponse> INCREMENT =
        new Spelling<>(
            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
            DeltaDiscoveryRequest::getTypeUrl,
            DeltaDiscoveryResponse::getTypeUrl,
            response ->
                response.getResourcesList().stream().map(each -> each.getResource()).toList(),
            type -> DeltaDiscoveryRequest.newBuilder().setTypeUrl(type).build(),
            (response, refusal) -> {
              var request =
                  DeltaDiscoveryRequest.newBuilder()
                      .setTypeUrl(response.getTypeUrl())
                      .setResponseNonce(response.getNonce());
              refusal.ifPresent(why -> request.setErrorDetail(status(why)));
              return request.build();
            });

    private static com.google.rpc.Status status(String why) {
      return com.google.rpc.Status.newBuilder()
          .setCode(Code.INVALID_ARGUMENT_VALUE)
          .setMessage(why)
          .build();
    }
  }

  private final Spelling<Q, S> spelling;
  private final Relay.Upstream upstream;
  private final RelayEvents events;
  private final Consumer<Passage<Q, S>> gone;
  private @Nullable ManagedChannel channel;
  private @Nullable ClientCall<Q, S> up;
  private @Nullable ServerCallStreamObserver<S> down;
  private boolean answered;
  private boolean asked;
  private boolean waiting;
  private boolean ended;

  Passage(
      Spelling<Q, S> spelling,
      Relay.Upstream upstream,
      RelayEvents events,
      Consumer<Passage<Q, S>> gone) {
    this.spelling = spelling;
    this.upstream = upstream;
    this.events = events;
    this.gone = gone;
  }

  StreamObserver<Q> begin(Channels channels, StreamObserver<S> responses) {
    ServerCallStreamObserver<S> to = (ServerCallStreamObserver<S>) responses;
    synchronized (this) {
      down = to;
    }
    to.setOnCancelHandler(this::end);
    to.setOnReadyHandler(this::next);
    try {
      Metadata headers = new Metadata();
      upstream
          .headers()
          .get()
          .forEach((name, value) ->
              headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
      ManagedChannel opened = channels.open(upstream.target().get());
      ClientCall<Q, S> call = opened.newCall(spelling.method(), CallOptions.DEFAULT);
      synchronized (this) {
        channel = opened;
        up = call;
      }
      call.start(new FromAbove(), headers);
      call.request(1);
    } catch (IllegalStateException notYet) {
      lost(Status.UNAVAILABLE.withDescription(notYet.getMessage()));
    }
    return new FromBelow();
  }

  private final class FromBelow implements StreamObserver<Q> {
    @Override
    public void onNext(Q request) {
      ask(request);
      if (spelling.requested().apply(request).equals(LISTENERS)) {
        askAside();
      }
    }

    @Override
    public void onError(Throwable failure) {
      end();
    }

    @Override
    public void onCompleted() {
      end();
    }
  }

  private synchronized void ask(Q request) {
    if (up != null && !ended) {
      events.asked();
      up.sendMessage(request);
    }
  }

  private synchronized void askAside() {
    if (!asked) {
      asked = true;
      upstream.asides().forEach(aside -> ask(spelling.ask().apply(aside.typeUrl())));
    }
  }

  private final class FromAbove extends ClientCall.Listener<S> {
    @Override
    public void onMessage(S response) {
      first();
      events.told();
      String type = spelling.responded().apply(response);
      Optional<Aside> aside =
          upstream.asides().stream().filter(each -> each.typeUrl().equals(type)).findFirst();
      if (aside.isPresent()) {
        Optional<String> refusal = aside.get().take(spelling.resources().apply(response));
        ask(spelling.answer().to(response, refusal));
      } else {
        pass(response);
      }
      synchronized (Passage.this) {
        waiting = true;
      }
      next();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      lost(status.isOk() ? Status.UNAVAILABLE.withDescription("the stream ended") : status);
    }
  }

  private void first() {
    boolean now;
    synchronized (this) {
      now = !answered;
      answered = true;
    }
    if (now) {
      events.connected();
    }
  }

  private synchronized void pass(S response) {
    if (down != null && !ended) {
      down.onNext(response);
    }
  }

  /// Asks for the next response when the proxy has taken the one before.
  private synchronized void next() {
    if (waiting && !ended && up != null && down != null && down.isReady()) {
      waiting = false;
      up.request(1);
    }
  }

  private void lost(Status status) {
    ServerCallStreamObserver<S> to;
    boolean before;
    synchronized (this) {
      if (ended) {
        return;
      }
      to = down;
      before = answered;
    }
    finish();
    events.lost(reason(status), before);
    if (to != null && !to.isCancelled()) {
      to.onError(
          Status.fromCode(status.getCode()).withDescription(reason(status)).asRuntimeException());
    }
  }

  private static String reason(Status status) {
    StringBuilder text = new StringBuilder(status.getCode().name());
    if (status.getDescription() != null) {
      text.append(": ").append(status.getDescription());
    }
    Throwable cause = status.getCause();
    for (int depth = 0; cause != null && depth < 5; depth++, cause = cause.getCause()) {
      text.append(" (").append(cause.getMessage()).append(')');
    }
    return text.toString();
  }

  /// Ends the connection upwards; what the proxy sees is its own end of the stream.
  void end() {
    finish();
  }

  private synchronized void finish() {
    if (!ended) {
      ended = true;
      ClientCall<Q, S> call = up;
      if (call != null) {
        call.cancel("the proxy's stream ended", null);
      }
      ManagedChannel used = channel;
      if (used != null) {
        used.shutdownNow();
      }
      gone.accept(this);
    }
  }
}
