package dev.weft.rpc.relay;

import com.google.protobuf.Any;
import java.util.List;
import java.util.Optional;

/// A type of resource that the agent asks for on the stream of its proxy, and keeps to itself.
public interface Aside {
  /// Such as `type.googleapis.com/istio.networking.nds.v1.NameTable`.
  String typeUrl();

  /// Takes what came.
  ///
  /// @return why it cannot be used; empty when it was taken over
  Optional<String> take(List<Any> resources);
}
