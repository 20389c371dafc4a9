package dev.weft.rpc.caller;

import dev.weft.model.Identity;
import io.grpc.Attributes;
import io.grpc.Metadata;

/// One way to prove who one is.
public interface Authenticator {
  /// What came of looking at a call.
  sealed interface Outcome {
    /// Proven.
    record Known(Identity identity) implements Outcome {}

    /// The caller showed no credential of this sort.
    record Silent() implements Outcome {}

    /// The caller showed one that is no good; `why` may be told to it.
    record Refused(String why) implements Outcome {}
  }

  /// What the credential is called in logs.
  String credential();

  /// Looks at a call's headers and at its connection.
  Outcome look(Metadata headers, Attributes connection);
}
