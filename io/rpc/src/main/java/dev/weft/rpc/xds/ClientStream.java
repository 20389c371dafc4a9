package dev.weft.rpc.xds;

import dev.weft.xds.Mode;
import dev.weft.xds.Request;
import dev.weft.xds.Response;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One connection's stream, from the client's side. One response is read at a time.
final class ClientStream {
  /// Told of what arrives, on gRPC's threads.
  interface Listener {
    void received(ClientStream from, Response response);

    void ended(ClientStream from, String why);
  }

  private final Listener listener;
  private @Nullable ClientCall<?, ?> reading;
  private @Nullable ClientCall<DiscoveryRequest, DiscoveryResponse> whole;
  private @Nullable ClientCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> increments;

  ClientStream(Listener listener) {
    this.listener = listener;
  }

  void open(ManagedChannel channel, Metadata headers, Mode mode, XdsClient.Service service) {
    boolean all = service == XdsClient.Service.AGGREGATED;
    switch (mode) {
      case SOTW -> {
        var method =
            all
                ? AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod()
                : SecretDiscoveryServiceGrpc.getStreamSecretsMethod();
        whole = start(channel, headers, method, Response.Whole::new);
        reading = whole;
      }
      case DELTA -> {
        var method =
            all
                ? AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()
                : SecretDiscoveryServiceGrpc.getDeltaSecretsMethod();
        increments = start(channel, headers, method, Response.Increment::new);
        reading = increments;
      }
    }
  }

  private <Q, S> ClientCall<Q, S> start(
      ManagedChannel channel,
      Metadata headers,
      MethodDescriptor<Q, S> method,
      Function<S, Response> read) {
    ClientCall<Q, S> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(S message) {
            listener.received(ClientStream.this, read.apply(message));
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            listener.ended(ClientStream.this, reason(status));
          }
        },
        headers);
    call.request(1);
    return call;
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

  void send(Request request) {
    switch (request) {
      case Request.Whole(DiscoveryRequest message) -> {
        if (whole != null) {
          whole.sendMessage(message);
        }
      }
      case Request.Increment(DeltaDiscoveryRequest message) -> {
        if (increments != null) {
          increments.sendMessage(message);
        }
      }
    }
  }

  void next() {
    if (reading != null) {
      reading.request(1);
    }
  }
}
