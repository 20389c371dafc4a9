package dev.weft.rpc.xds;

import dev.weft.rpc.caller.Caller;
import dev.weft.xds.Mode;
import dev.weft.xds.Request;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.Response;
import dev.weft.xds.ServerSession;
import dev.weft.xds.Sync;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One client's stream, from the server's side. Safe to use from any thread.
///
/// Never ahead of its client: while the connection takes no more, at most the answers to one event
/// and one set of resources, the newest, are kept, and the client's next request is not read.
public final class ServerStream {
  /// How long resources may be held back for a client that does not warm up its new clusters.
  public static final Duration HOLD = Duration.ofSeconds(5);

  private final Wire wire;
  private final ServerSession session;
  private final Discovery discovery;
  private final ScheduledExecutorService timer;
  private final Caller caller;
  private final long id;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Response> outbox = new ArrayDeque<>();
  private @Nullable Resources waiting;
  private @Nullable Node node;
  private boolean admitted;
  private boolean over;
  private boolean timing;
  private boolean owesRequest;

  /// The gRPC side of a stream, in either mode.
  interface Wire {
    boolean ready();

    void send(Response response);

    void requestOne();

    void close(Status status);
  }

  ServerStream(Opening opening, Wire wire, Mode mode) {
    this.wire = wire;
    this.session = new ServerSession(mode);
    this.discovery = opening.discovery();
    this.timer = opening.timer();
    this.caller = opening.caller();
    this.id = opening.id();
  }

  /// What a stream begins with.
  record Opening(long id, Caller caller, Discovery discovery, ScheduledExecutorService timer) {}

  /// Unique among the streams of this process.
  public long id() {
    return id;
  }

  /// Who opened it.
  public Caller caller() {
    return caller;
  }

  /// How it is spoken.
  public Mode mode() {
    return session.mode();
  }

  /// Who the client says it is.
  ///
  /// @throws IllegalStateException before the first request
  public Node node() {
    return locked(() -> {
      if (node == null) {
        throw new IllegalStateException("nothing was requested yet");
      }
      return node;
    });
  }

  /// Makes `target` what the client is to have. Replaces one that still waits.
  public void push(Resources target) {
    List<Response> sent =
        locked(() -> {
          if (!over) {
            waiting = target;
          }
          return drain();
        });
    report(sent);
  }

  /// How far the client is, by type.
  public Map<ResourceType, Sync> status() {
    return locked(session::status);
  }

  /// Ends the stream; the client is told why and may come again.
  public void close(Status.Code code, String why) {
    finish(Optional.of(Status.fromCode(code).withDescription(why)));
  }

  void begin() {
    wire.requestOne();
  }

  void on(Request request, Optional<Node> sender) {
    boolean first = locked(() -> remember(sender));
    if (first && !admit()) {
      return;
    }
    List<Response> sent;
    try {
      sent =
          locked(() -> {
            if (over) {
              return List.<Response>of();
            }
            outbox.addAll(session.on(request));
            owesRequest = true;
            return drain();
          });
    } catch (IllegalArgumentException malformed) {
      close(Status.Code.INVALID_ARGUMENT, String.valueOf(malformed.getMessage()));
      return;
    }
    discovery.requested(this, request);
    report(sent);
  }

  private boolean remember(Optional<Node> sender) {
    boolean first = node == null;
    if (first) {
      node = sender.orElse(Node.getDefaultInstance());
    }
    return first;
  }

  private boolean admit() {
    return switch (discovery.admit(this)) {
      case Discovery.Admission.Admitted _ -> {
        locked(() -> admitted = true);
        yield true;
      }
      case Discovery.Admission.Refused(Status.Code code, String why) -> {
        close(code, why);
        yield false;
      }
    };
  }

  void onReady() {
    report(locked(this::drain));
  }

  void onEnd() {
    finish(Optional.empty());
  }

  private void finish(Optional<Status> status) {
    boolean tell =
        locked(() -> {
          boolean last = !over;
          over = true;
          outbox.clear();
          waiting = null;
          if (last) {
            status.ifPresent(wire::close);
          }
          return last && admitted;
        });
    if (tell) {
      discovery.closed(this);
    }
  }

  /// Sends while the connection takes; then, and only then, lets the next request in.
  private List<Response> drain() {
    List<Response> sent = new java.util.ArrayList<>();
    while (!over) {
      while (!outbox.isEmpty() && wire.ready()) {
        Response next = outbox.remove();
        wire.send(next);
        sent.add(next);
      }
      Resources target = waiting;
      if (!outbox.isEmpty() || target == null) {
        break;
      }
      waiting = null;
      outbox.addAll(session.push(target));
    }
    if (!over && outbox.isEmpty() && owesRequest) {
      owesRequest = false;
      wire.requestOne();
    }
    watchHold();
    return sent;
  }

  private void watchHold() {
    if (!over && !timing && session.holding()) {
      timing = true;
      var _ = timer.schedule(this::release, HOLD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void release() {
    report(
        locked(() -> {
          timing = false;
          if (!over && outbox.isEmpty() && session.holding()) {
            outbox.addAll(session.release());
          }
          return drain();
        }));
  }

  private void report(List<Response> sent) {
    sent.forEach(response -> discovery.sent(this, response));
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
