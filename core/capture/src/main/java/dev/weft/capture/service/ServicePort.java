package dev.weft.capture.service;

import java.util.List;

/// One port of one service with everything that its rules depend on, of one family of addresses.
///
/// @param service `namespace/name`
/// @param port the port's name; empty when the service has only one
/// @param addresses where it is reached
/// @param affinitySeconds how long a client stays with its backend; 0 for not at all
/// @param internalLocal whether connections from pods stay on their node
/// @param externalLocal whether connections from outside stay on the node that they reached
/// @param backends ordered by address and port
public record ServicePort(
    String service,
    String port,
    Transport transport,
    Addresses addresses,
    int affinitySeconds,
    boolean internalLocal,
    boolean externalLocal,
    List<Backend> backends) {
  /// Where a port is reached.
  ///
  /// @param cluster the address inside the cluster
  /// @param number the port's number there
  /// @param external addresses outside that are routed to a node
  /// @param balancers addresses of the load balancer
  /// @param nodePort the port on each node, 0 for none
  public record Addresses(
      String cluster, int number, List<String> external, List<String> balancers, int nodePort) {
    public Addresses {
      external = List.copyOf(external);
      balancers = List.copyOf(balancers);
    }

    /// Whether it is reached from outside the cluster.
    boolean outside() {
      return nodePort > 0 || !external.isEmpty() || !balancers.isEmpty();
    }
  }

  public ServicePort {
    backends = List.copyOf(backends);
  }

  /// `namespace/name:port`, as in the comments of the rules and in the names of the chains.
  public String name() {
    return port.isEmpty() ? service : service + ":" + port;
  }

  /// Those that connections go to: the ready ones, or while there is none those about to leave.
  public List<Backend> serving() {
    return best(backends);
  }

  /// The same among those of one node.
  public List<Backend> serving(String node) {
    return best(backends.stream().filter(backend -> backend.node().equals(node)).toList());
  }

  private static List<Backend> best(List<Backend> among) {
    List<Backend> ready = in(Backend.State.READY, among);
    return ready.isEmpty() ? in(Backend.State.LEAVING, among) : ready;
  }

  private static List<Backend> in(Backend.State state, List<Backend> among) {
    return among.stream().filter(backend -> backend.state() == state).toList();
  }
}
