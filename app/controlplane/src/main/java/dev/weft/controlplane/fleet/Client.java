package dev.weft.controlplane.fleet;

import dev.weft.rpc.xds.ServerStream;
import dev.weft.world.Node;
import java.time.Instant;
import java.util.Optional;

/// A connected client.
public final class Client {
  private final String id;
  private final Node node;
  private final ServerStream stream;
  private final Instant since;
  private volatile long worldVersion = -1;
  private volatile Optional<Instant> pushed = Optional.empty();

  Client(String id, Node node, ServerStream stream, Instant since) {
    this.id = id;
    this.node = node;
    this.stream = stream;
    this.since = since;
  }

  /// `NAME.NAMESPACE-N`, unique while the process lives.
  public String id() {
    return id;
  }

  /// Who it says it is.
  public Node node() {
    return node;
  }

  /// Its connection.
  public ServerStream stream() {
    return stream;
  }

  /// When it connected.
  public Instant since() {
    return since;
  }

  /// `NAME.NAMESPACE`, as tools print it.
  public String proxyName() {
    String[] parts = node.id().split("~", -1);
    return parts.length == 4 ? parts[2] : node.id();
  }

  /// What its proxy is, such as `envoy/1.36.2`; empty when it does not say.
  public String proxyVersion() {
    return Nodes.version(stream.node());
  }

  /// The version of the world that its resources follow from; -1 before the first.
  public long worldVersion() {
    return worldVersion;
  }

  /// When its resources were last set.
  public Optional<Instant> pushed() {
    return pushed;
  }

  void pushed(long version, Instant now) {
    worldVersion = version;
    pushed = Optional.of(now);
  }
}
