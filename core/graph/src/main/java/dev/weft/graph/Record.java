package dev.weft.graph;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.route.Route;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/// How one request, or one TCP connection, went: everything that an access-log line, a metric, a
/// span or an explanation needs. Made when it is over; for a TCP connection also while it is open.
///
/// @param cluster of the route, also when it was not asked, as after an injected fault or a refusal
/// @param handed whether the cluster was asked: whether this counts as its request or connection
/// @param chain empty when no filter chain matched
/// @param request empty for TCP
/// @param upstream the last attempt; empty when none was made
public record Record(
    Listener listener,
    Optional<Chain> chain,
    Arrival arrival,
    Peer peer,
    Optional<Request> request,
    Optional<Route> route,
    Optional<Cluster> cluster,
    Optional<Upstream> upstream,
    Ending ending,
    Timing timing,
    Bytes bytes,
    Messages messages,
    Told told,
    boolean handed) {
  /// One that was handed to its cluster where it has one.
  public Record(
      Listener listener,
      Optional<Chain> chain,
      Arrival arrival,
      Peer peer,
      Optional<Request> request,
      Optional<Route> route,
      Optional<Cluster> cluster,
      Optional<Upstream> upstream,
      Ending ending,
      Timing timing,
      Bytes bytes,
      Messages messages,
      Told told) {
    this(
        listener,
        chain,
        arrival,
        peer,
        request,
        route,
        cluster,
        upstream,
        ending,
        timing,
        bytes,
        messages,
        told,
        cluster.isPresent());
  }

  /// The request as the client sent it.
  ///
  /// @param head readable only until the observer returns
  /// @param path as sent upstream, after rewrites
  /// @param authority as sent upstream
  /// @param id the value of `x-request-id`
  /// @param introduction what the other proxy said of its workload, as it came in
  ///   `x-envoy-peer-metadata`: on an inbound listener the client's, else the upstream's; empty
  ///   when it said nothing
  public record Request(Head head, String path, String authority, String id, String introduction) {}

  /// @param remote the address that was connected to
  /// @param local our side of that connection
  /// @param peer the upstream's verified certificate
  /// @param transportFailure why the connection or its TLS failed, or empty
  /// @param attempts how many were made
  public record Upstream(
      Endpoint endpoint,
      Optional<InetSocketAddress> remote,
      Optional<InetSocketAddress> local,
      Optional<Peer> peer,
      String transportFailure,
      int attempts) {}

  /// @param status of the response, 0 when none was sent
  /// @param details such as `via_upstream`
  /// @param terminationDetails of the connection, or empty
  /// @param grpcStatus from trailers or trailers-only headers, or -1
  /// @param response its headers, readable only until the observer returns
  /// @param trailers of the response, likewise
  /// @param transportFailure why TLS with the client failed, or empty
  public record Ending(
      int status,
      Set<ResponseFlag> flags,
      String details,
      String terminationDetails,
      int grpcStatus,
      Optional<Head> response,
      Optional<Head> trailers,
      String transportFailure) {}

  /// Nanoseconds of the monotonic clock; 0 for what did not happen.
  ///
  /// @param startEpochMicros the wall clock when it began
  public record Timing(
      long startEpochMicros,
      long startNanos,
      long requestEndNanos,
      long upstreamStartNanos,
      long upstreamFirstByteNanos,
      long upstreamEndNanos,
      long endNanos) {}

  /// @param received from the client, bodies only for HTTP
  /// @param sent to the client, bodies only for HTTP
  /// @param client what was exchanged with the client, heads and framing included
  /// @param upstream what was exchanged with the upstream in the last attempt, likewise
  public record Bytes(long received, long sent, Wire client, Wire upstream) {
    public static final Bytes NONE = new Bytes(0, 0, Wire.NONE, Wire.NONE);
  }

  /// Bytes on one side, within TLS. Of HTTP/2 a head counts as long as it is before compression.
  ///
  /// @param received from that side
  /// @param sent to that side
  /// @param headsReceived the part of `received` that is heads
  /// @param headsSent the part of `sent` that is heads
  public record Wire(long received, long sent, long headsReceived, long headsSent) {
    public static final Wire NONE = new Wire(0, 0, 0, 0);
  }

  /// Messages of a gRPC exchange; zero for every other.
  ///
  /// @param received from the client
  /// @param sent to the client
  public record Messages(long received, long sent) {
    public static final Messages NONE = new Messages(0, 0);
  }

  /// What was told of a TCP connection while it was open.
  ///
  /// @param opened whether it was told at all
  /// @param received how many bytes from the client were told of
  /// @param sent how many bytes to the client were told of
  public record Told(boolean opened, long received, long sent) {
    public static final Told NOTHING = new Told(false, 0, 0);
  }
}
