package dev.weft.rpc.caller;

import dev.weft.model.Identity;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;

/// Finds out who calls, before any service does. Whoever shows a bad credential is refused, also
/// where none is needed.
public final class CallerInterceptor implements ServerInterceptor {
  /// Whether a caller must say who it is.
  public enum Rule {
    /// Nobody gets in without a credential.
    REQUIRED,
    /// A caller without one is let in as nobody.
    OPTIONAL
  }

  private final List<Authenticator> authenticators;
  private final Rule rule;
  private final Runnable onRefusal;

  /// Asks each authenticator in turn; the first that knows the caller decides.
  ///
  /// @param onRefusal called for each refused call, to be counted
  public CallerInterceptor(List<Authenticator> authenticators, Rule rule, Runnable onRefusal) {
    this.authenticators = List.copyOf(authenticators);
    this.rule = rule;
    this.onRefusal = onRefusal;
  }

  @Override
  public <Q, S> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
    Attributes connection = call.getAttributes();
    String remote = String.valueOf(connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    for (Authenticator authenticator : authenticators) {
      switch (authenticator.look(headers, connection)) {
        case Authenticator.Outcome.Known(Identity identity) -> {
          Caller caller = new Caller(Optional.of(identity), authenticator.credential(), remote);
          return proceed(call, headers, next, caller);
        }
        case Authenticator.Outcome.Refused(String why) -> {
          return refuse(call, why);
        }
        case Authenticator.Outcome.Silent _ -> {}
      }
    }
    return switch (rule) {
      case OPTIONAL -> proceed(call, headers, next, new Caller(Optional.empty(), "none", remote));
      case REQUIRED -> refuse(call, "show a client certificate or 'authorization: Bearer TOKEN'");
    };
  }

  private static <Q, S> ServerCall.Listener<Q> proceed(
      ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next, Caller caller) {
    Context context = Context.current().withValue(Caller.KEY, caller);
    return Contexts.interceptCall(context, call, headers, next);
  }

  private <Q, S> ServerCall.Listener<Q> refuse(ServerCall<Q, S> call, String why) {
    onRefusal.run();
    call.close(Status.UNAUTHENTICATED.withDescription(why), new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
