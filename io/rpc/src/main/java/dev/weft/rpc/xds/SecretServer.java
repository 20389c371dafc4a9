package dev.weft.rpc.xds;

import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.xds.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// Serves one workload's secrets on a Unix-domain socket to whoever may open it, and to everybody
/// again when they change.
public final class SecretServer implements AutoCloseable {
  private final Set<ServerStream> streams = ConcurrentHashMap.newKeySet();
  private final XdsServices services = new XdsServices(new ToAll());
  private Resources current = Resources.EMPTY;
  private final Listening listening;

  private SecretServer(Path pipe, Loops loops, Executor executor) throws IOException {
    var offer = new Listening.Offer(List.of(services.secrets()), List.of(), executor);
    this.listening = Listening.on(pipe, loops, offer);
  }

  /// Listens. Clients wait until something is served.
  ///
  /// @throws IOException when the path cannot be bound
  public static SecretServer on(Path pipe, Loops loops, Executor executor) throws IOException {
    return new SecretServer(pipe, loops, executor);
  }

  /// Makes these the secrets, for present and future clients.
  public void serve(Resources secrets) {
    synchronized (streams) { // so that no client gets the old ones after the new ones
      current = secrets;
      streams.forEach(stream -> stream.push(secrets));
    }
  }

  /// The number of clients.
  public int clients() {
    return streams.size();
  }

  @Override
  public void close() {
    listening.close();
    services.close();
  }

  private final class ToAll implements Discovery {
    @Override
    public Admission admit(ServerStream stream) {
      synchronized (streams) {
        streams.add(stream);
        if (!current.equals(Resources.EMPTY)) {
          stream.push(current);
        }
      }
      return new Admission.Admitted();
    }

    @Override
    public void closed(ServerStream stream) {
      streams.remove(stream);
    }
  }
}
