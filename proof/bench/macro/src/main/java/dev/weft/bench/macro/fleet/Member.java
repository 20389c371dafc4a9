package dev.weft.bench.macro.fleet;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A proxy that asks for all that a sidecar asks for, acknowledges everything, and keeps nothing.
final class Member {
  static final String CLUSTER = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
  static final String ENDPOINT =
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
  static final String LISTENER = "type.googleapis.com/envoy.config.listener.v3.Listener";
  static final String ROUTE = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";

  private static final MethodDescriptor<DeltaDiscoveryRequest, Told> METHOD =
      MethodDescriptor.<DeltaDiscoveryRequest, Told>newBuilder()
          .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
          .setFullMethodName(
              AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod()
                  .getFullMethodName())
          .setRequestMarshaller(ProtoUtils.marshaller(DeltaDiscoveryRequest.getDefaultInstance()))
          .setResponseMarshaller(Told.READER)
          .build();

  private final Tracker tracker;
  private final ClientCall<DeltaDiscoveryRequest, Told> call;
  private final Set<String> endpoints = new HashSet<>();
  private boolean routes;

  /// Whoever keeps the time.
  interface Tracker {
    void told(Member member, Told told);

    void lost(Member member, String why);
  }

  Member(int number, String routeName, ManagedChannel channel, Tracker tracker) {
    this.tracker = tracker;
    this.call = channel.newCall(METHOD, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(Told told) {
            take(told, routeName);
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            tracker.lost(Member.this, status.toString());
          }
        },
        new Metadata());
    call.request(1);
    String address = "10.200." + number / 250 + "." + (number % 250 + 1);
    Node node =
        Node.newBuilder()
            .setId("sidecar~" + address + "~p" + number + ".default~default.svc.cluster.local")
            .setMetadata(
                Struct.newBuilder()
                    .putFields("NAMESPACE", text("default"))
                    .putFields("ISTIO_VERSION", text("1.27.0")))
            .build();
    send(DeltaDiscoveryRequest.newBuilder().setNode(node).setTypeUrl(CLUSTER));
    send(DeltaDiscoveryRequest.newBuilder().setTypeUrl(LISTENER));
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private synchronized void send(DeltaDiscoveryRequest.Builder request) {
    call.sendMessage(request.build());
  }

  private void take(Told told, String routeName) {
    tracker.told(this, told);
    send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(told.typeUrl())
            .setResponseNonce(told.nonce()));
    if (told.typeUrl().equals(CLUSTER)) {
      List<String> fresh =
          told.names().stream()
              .filter(name -> name.startsWith("outbound|") && endpoints.add(name))
              .toList();
      if (!fresh.isEmpty()) {
        send(
            DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(ENDPOINT)
                .addAllResourceNamesSubscribe(fresh));
      }
    } else if (told.typeUrl().equals(LISTENER) && !routes) {
      routes = true;
      send(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(ROUTE)
              .addResourceNamesSubscribe(routeName));
    }
  }

  void close() {
    call.cancel("done", null);
  }
}
