package dev.weft.controlplane.fleet;

import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.rpc.xds.Discovery;
import dev.weft.rpc.xds.ServerStream;
import dev.weft.world.Node;
import dev.weft.xds.Request;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.Response;
import dev.weft.xds.Sync;
import io.grpc.Status;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Every connected client. Whoever connects is served, heard of before or not; who shows a
/// credential must be of the namespace and service account that it says it is of.
public final class Fleet implements Discovery {
  private final Map<Long, Client> clients = new ConcurrentHashMap<>();
  private final Compiled compiled;
  private final Worlds worlds;
  private final Optional<String> mesh;
  private final Pushes pushes;
  private final FleetMetrics metrics;
  private final InstantSource clock;

  /// Nobody yet.
  ///
  /// @param mesh id of the mesh; who names another one is refused
  public Fleet(
      Worlds worlds,
      Compilation compilation,
      Optional<String> mesh,
      FleetMetrics metrics,
      InstantSource clock) {
    this.worlds = worlds;
    this.mesh = mesh;
    this.metrics = metrics;
    this.clock = clock;
    this.compiled = new Compiled(compilation);
    this.pushes = new Pushes(this::push, Pace.DEFAULT, metrics);
    worlds.listen((world, changes) -> pushes.changed(() -> List.copyOf(clients.values())));
  }

  /// Those connected now.
  public Collection<Client> clients() {
    return List.copyOf(clients.values());
  }

  /// What a client is to have now; for looking at, not for sending.
  public Resources resources(Client client) {
    return visible(client, compiled.of(worlds.world(), client.node()));
  }

  /// The names of those who have not taken over clusters and listeners of a world, or a later one.
  public List<String> behind(long worldVersion) {
    return clients.values().stream()
        .filter(client -> client.worldVersion() < worldVersion || !current(client))
        .map(Client::proxyName)
        .sorted()
        .toList();
  }

  private static boolean current(Client client) {
    return client.stream().status().entrySet().stream()
        .filter(entry ->
            entry.getKey() == ResourceType.CLUSTER || entry.getKey() == ResourceType.LISTENER)
        .allMatch(entry ->
            entry.getValue().state() == Sync.State.SYNCED
                || entry.getValue().state() == Sync.State.IGNORED);
  }

  private void push(Client client) {
    try {
      synchronized (client) { // so that an older world never overtakes a newer one
        var world = worlds.world();
        Resources target = visible(client, compiled.of(world, client.node()));
        client.pushed(world.version(), clock.instant());
        client.stream().push(target);
      }
    } catch (RuntimeException bug) {
      metrics.defect("cannot serve " + client.id() + ", it keeps what it has", bug);
    }
  }

  /// Private keys go to proven callers only.
  private static Resources visible(Client client, Resources all) {
    boolean proven = client.stream().caller().identity().isPresent();
    if (proven || all.of(ResourceType.SECRET).isEmpty()) {
      return all;
    }
    Resources.Builder rest = all.toBuilder();
    all.of(ResourceType.SECRET).keySet().forEach(name -> rest.remove(ResourceType.SECRET, name));
    return rest.build();
  }

  @Override
  public Admission admit(ServerStream stream) {
    return switch (Nodes.read(stream.node())) {
      case Checked.Invalid<Node> invalid -> {
        var problem = invalid.problems().getFirst();
        yield new Admission.Refused(
            Status.Code.INVALID_ARGUMENT, problem.cause() + "; " + problem.remedy());
      }
      case Checked.Valid<Node> valid -> {
        Optional<String> mismatch =
            mismatch(stream, valid.value()).or(() -> stranger(valid.value()));
        if (mismatch.isPresent()) {
          yield new Admission.Refused(Status.Code.PERMISSION_DENIED, mismatch.get());
        }
        join(stream, valid.value());
        yield new Admission.Admitted();
      }
    };
  }

  private static Optional<String> mismatch(ServerStream stream, Node node) {
    return stream
        .caller()
        .identity()
        .filter(identity -> !same(identity, node))
        .map(identity -> identity + " is not the identity of " + node.id());
  }

  private Optional<String> stranger(Node node) {
    String named = String.valueOf(node.metadata().getOrDefault("MESH_ID", ""));
    return mesh.filter(own -> !named.isEmpty() && !own.equals(named))
        .map(own ->
            node.id() + " is of mesh '" + named + "', and this control plane serves '" + own + "'");
  }

  private static boolean same(Identity identity, Node node) {
    boolean account =
        !node.metadata().containsKey("SERVICE_ACCOUNT")
            || identity.serviceAccount().equals(node.serviceAccount());
    return identity.namespace().equals(node.namespace()) && account;
  }

  private void join(ServerStream stream, Node node) {
    String[] parts = node.id().split("~", -1);
    String name = parts.length == 4 ? parts[2] : node.id();
    Client client = new Client(name + "-" + stream.id(), node, stream, clock.instant());
    clients.put(stream.id(), client);
    metrics.connected(1);
    pushes.joined(client);
  }

  @Override
  public void requested(ServerStream stream, Request request) {
    boolean refused =
        switch (request) {
          case Request.Whole(var message) -> message.hasErrorDetail();
          case Request.Increment(var message) -> message.hasErrorDetail();
        };
    if (refused) {
      Client client = clients.get(stream.id());
      metrics.rejected(request.typeUrl());
      String why =
          switch (request) {
            case Request.Whole(var message) -> message.getErrorDetail().getMessage();
            case Request.Increment(var message) -> message.getErrorDetail().getMessage();
          };
      metrics.say(
          (client == null ? "a client" : client.id())
              + " refused "
              + FleetMetrics.word(request.typeUrl())
              + ": "
              + why);
    }
  }

  @Override
  public void sent(ServerStream stream, Response response) {
    metrics.sent(response);
  }

  @Override
  public void closed(ServerStream stream) {
    if (clients.remove(stream.id()) != null) {
      metrics.connected(-1);
    }
  }

  /// Ends all pushing; streams end with their server.
  public void close() {
    pushes.close();
  }
}
