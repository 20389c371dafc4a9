package dev.weft.controlplane.network;

import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Looks up the host names of networks' gateways, such as some load balancers have instead of
/// addresses: at once when there is a new one, and again after a while. Endpoints are addresses, so
/// nothing is sent through a gateway before its name is looked up; one that cannot be looked up any
/// more keeps the last addresses that it had.
public final class GatewayNames implements AutoCloseable {
  /// How often each name is asked for again. The answer may be as old again, because the resolver
  /// keeps it (`networkaddress.cache.ttl`, 30 s unless set).
  private static final Duration AGAIN = Duration.ofSeconds(30);

  /// A bound for what one name may stand for.
  private static final int LIMIT_ADDRESSES = 64;

  private static final String NOTE = "gateways of networks";

  /// What a host name stands for.
  public interface Lookup {
    /// The IP addresses, in any order.
    ///
    /// @throws IOException when there is none, or nobody to ask
    List<String> of(String name) throws IOException;

    /// As the machine is set up to.
    static Lookup system() {
      return name ->
          Arrays.stream(InetAddress.getAllByName(name)).map(InetAddress::getHostAddress).toList();
    }
  }

  private final Worlds worlds;
  private final Lookup lookup;
  private final Map<String, List<String>> known = new TreeMap<>();
  private final Map<String, Problem> missing = new TreeMap<>();
  private final ScheduledExecutorService order =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("gateway-names").factory());

  private GatewayNames(Worlds worlds, Lookup lookup) {
    this.worlds = worlds;
    this.lookup = lookup;
  }

  /// Starts at once, and follows the world.
  public static GatewayNames start(Worlds worlds, Lookup lookup) {
    GatewayNames names = new GatewayNames(worlds, lookup);
    worlds.listen((world, changes) -> {
      if (!world.gateways().names().equals(world.gateways().addresses().keySet())) {
        names.soon();
      }
    });
    long seconds = AGAIN.toSeconds();
    var _ = names.order.scheduleWithFixedDelay(names::again, 0, seconds, TimeUnit.SECONDS);
    return names;
  }

  private void soon() {
    try {
      order.execute(this::fresh);
    } catch (RejectedExecutionException stopped) {
      return; // nothing is looked up any more
    }
  }

  /// Those that nothing is known of.
  private void fresh() {
    SortedSet<String> names = new TreeSet<>(worlds.world().gateways().names());
    names.removeAll(known.keySet());
    look(names);
  }

  /// All of them.
  private void again() {
    look(worlds.world().gateways().names());
  }

  private void look(SortedSet<String> asked) {
    SortedSet<String> names = worlds.world().gateways().names();
    known.keySet().retainAll(names);
    missing.keySet().retainAll(names);
    asked.forEach(this::ask);
    worlds.note(NOTE, List.copyOf(missing.values()));
    worlds.resolve(known);
  }

  private void ask(String name) {
    try {
      known.put(name, lookup.of(name).stream().sorted().distinct().limit(LIMIT_ADDRESSES).toList());
      missing.remove(name);
    } catch (IOException absent) {
      List<String> before = known.computeIfAbsent(name, none -> List.of());
      missing.put(
          name,
          Problem.warning(
              Problem.Code.UNREACHABLE,
              "",
              "the gateway '"
                  + name
                  + "' of a network has no address: "
                  + absent.getMessage()
                  + (before.isEmpty()
                      ? "; nothing is sent through it"
                      : "; its last addresses stay in use"),
              "check that the name of the load balancer can be looked up where the control plane"
                  + " runs"));
    }
  }

  @Override
  public void close() {
    order.shutdownNow();
  }
}
