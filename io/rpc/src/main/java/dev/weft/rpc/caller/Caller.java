package dev.weft.rpc.caller;

import dev.weft.model.Identity;
import io.grpc.Context;
import java.util.Optional;

/// Who made a call.
///
/// @param identity proven; absent for an anonymous caller
/// @param credential how it was proven: `certificate`, `token` or `none`
/// @param remote the address it came from, as text
public record Caller(Optional<Identity> identity, String credential, String remote) {
  /// Where the current caller is found in a call's context.
  static final Context.Key<Caller> KEY =
      Context.keyWithDefault("weft-caller", new Caller(Optional.empty(), "none", "unknown"));

  /// The caller of the present call.
  public static Caller current() {
    return KEY.get();
  }
}
