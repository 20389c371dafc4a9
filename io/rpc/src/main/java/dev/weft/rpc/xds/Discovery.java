package dev.weft.rpc.xds;

import dev.weft.xds.Request;
import dev.weft.xds.Response;

/// What a server's streams tell, and ask of, whoever decides what each is to have. Calls about one
/// stream come one at a time; calls about several come at once.
public interface Discovery {
  /// Whether a stream may go on.
  sealed interface Admission {
    /// It may; its resources follow by [ServerStream#push(dev.weft.xds.Resources)].
    record Admitted() implements Admission {}

    /// It may not; the client is told why.
    record Refused(io.grpc.Status.Code code, String why) implements Admission {}
  }

  /// The first request of a stream is there, so that [ServerStream#node()] is known.
  Admission admit(ServerStream stream);

  /// A request was taken, the first one included; acknowledgements and refusals are in
  /// [ServerStream#status()].
  default void requested(ServerStream stream, Request request) {}

  /// A response was handed to the connection.
  default void sent(ServerStream stream, Response response) {}

  /// An admitted stream ended.
  void closed(ServerStream stream);
}
