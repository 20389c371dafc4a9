package dev.weft.rpc.xds;

import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Target;
import dev.weft.xds.ClientSession;
import dev.weft.xds.Mode;
import dev.weft.xds.Request;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Response;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps a [ClientSession] connected: opens the stream, answers, and after a loss opens another one
/// with back-off, telling the server what it has already, so that only changes are sent again.
public final class XdsClient implements AutoCloseable {
  /// Which stream to open.
  public enum Service {
    /// All types.
    AGGREGATED,
    /// Secrets only.
    SECRETS
  }

  /// Where and how to connect. Target and headers are asked for at each connection, so that renewed
  /// certificates and tokens are used.
  public record Connection(
      Service service,
      Supplier<Target> target,
      Supplier<Map<String, String>> headers,
      Backoff backoff) {
    /// All types, no headers.
    public static Connection to(Target target) {
      return new Connection(Service.AGGREGATED, () -> target, Map::of, Backoff.DEFAULT);
    }

    /// Secrets only.
    public static Connection secrets(Target target) {
      return new Connection(Service.SECRETS, () -> target, Map::of, Backoff.DEFAULT);
    }

    /// The same with headers.
    public Connection withHeaders(Supplier<Map<String, String>> more) {
      return new Connection(service, target, more, backoff);
    }

    /// The same with another back-off.
    public Connection withBackoff(Backoff other) {
      return new Connection(service, target, headers, other);
    }
  }

  private final Channels channels;
  private final Connection connection;
  private final ClientSession session;
  private final Follower follower;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("xds-client-timer").factory());
  private final ExecutorService turn =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("xds-client").factory());
  private @Nullable ManagedChannel channel;
  private @Nullable ClientStream stream;
  private int failures;
  private boolean answered;
  private boolean closed;

  private XdsClient(
      Channels channels, Connection connection, ClientSession session, Follower follower) {
    this.channels = channels;
    this.connection = connection;
    this.session = session;
    this.follower = follower;
  }

  /// Starts connecting, and returns at once.
  ///
  /// @param session used by this client alone from now on
  public static XdsClient start(
      Channels channels, Connection connection, ClientSession session, Follower follower) {
    XdsClient client = new XdsClient(channels, connection, session, follower);
    client.soon(client::connect);
    return client;
  }

  /// Asks for further resources by name.
  public void subscribe(ResourceType type, Set<String> names) {
    soon(() -> send(session.subscribe(type, names)));
  }

  /// Stops asking for resources that were asked for by name.
  public void unsubscribe(ResourceType type, Set<String> names) {
    soon(() -> send(session.unsubscribe(type, names)));
  }

  private void connect() {
    if (closed) {
      return;
    }
    answered = false;
    Metadata headers = new Metadata();
    ManagedChannel opened;
    try {
      connection
          .headers()
          .get()
          .forEach((name, value) ->
              headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
      opened = channels.open(connection.target().get());
    } catch (RuntimeException notYet) {
      lost(null, "cannot connect: " + notYet.getMessage());
      return;
    }
    channel = opened;
    ClientStream fresh = new ClientStream(new Events());
    stream = fresh;
    fresh.open(opened, headers, session.mode(), connection.service());
    send(session.connected());
  }

  private final class Events implements ClientStream.Listener {
    @Override
    public void received(ClientStream from, Response response) {
      soon(() -> take(from, response));
    }

    @Override
    public void ended(ClientStream from, String why) {
      soon(() -> lost(from, why));
    }
  }

  private void take(ClientStream from, Response response) {
    if (from != stream) {
      return;
    }
    if (!answered) {
      answered = true;
      failures = 0;
      follower.connected();
    }
    ClientSession.Offer offer = session.on(response);
    Map<String, String> rejected = follower.offered(offer);
    send(session.settle(offer, rejected));
    follower.settled(session);
    from.next();
  }

  private void send(List<Request> requests) {
    ClientStream open = stream;
    if (open != null) {
      requests.forEach(open::send);
    }
  }

  private void lost(@Nullable ClientStream from, String why) {
    if (from != stream || closed) {
      return;
    }
    drop();
    failures++;
    Duration again = connection.backoff().after(failures, ThreadLocalRandom.current().nextDouble());
    follower.disconnected(why, again);
    var _ = timer.schedule(() -> soon(this::connect), again.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void drop() {
    stream = null;
    ManagedChannel old = channel;
    channel = null;
    if (old != null) {
      old.shutdownNow();
    }
  }

  private void soon(Runnable work) {
    try {
      turn.execute(work);
    } catch (RejectedExecutionException stopped) {
      drop(); // closed meanwhile: nobody is left to tell
    }
  }

  /// How the stream is spoken.
  public Mode mode() {
    return session.mode();
  }

  /// Ends the stream and connects no more.
  @Override
  public void close() {
    timer.shutdownNow();
    soon(() -> {
      closed = true;
      drop();
    });
    turn.shutdown();
    try {
      turn.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
