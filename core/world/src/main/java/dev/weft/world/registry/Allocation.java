package dev.weft.world.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Gives services without an address one that only the mesh knows, of 240.240.0.0/16 and
/// 2001:2::/48, so that a name can be answered with it and TCP ports can be told apart (Istio,
/// "Address auto allocation").
///
/// The place follows from the service's namespace and host alone, unless an older service has it:
/// every control plane comes to the same answer.
final class Allocation {
  static final String OPT_OUT = "networking.istio.io/enable-autoallocate-ip";

  /// Of the last byte the values 0 and 255 are not used.
  private static final int HOSTS = 254;

  private static final int LIMIT_PLACES = 256 * HOSTS;

  /// The greatest prime below the number of places: every step visits all of them.
  private static final int PRIME = 65011;

  private Allocation() {}

  /// @param services oldest first
  static List<Service> of(List<Service> services) {
    BitSet taken = new BitSet(LIMIT_PLACES);
    List<Service> all = new ArrayList<>(services.size());
    for (Service service : services) {
      all.add(
          wants(service) && taken.cardinality() < LIMIT_PLACES
              ? service.withAllocated(addresses(place(service, taken)))
              : service);
    }
    return all;
  }

  private static boolean wants(Service service) {
    return !service.isKubernetes()
        && service.addresses().isEmpty()
        && !service.host().isWildcard()
        && service.resolution() != Resolution.PASSTHROUGH
        && !service.labels().value(OPT_OUT).equals("false");
  }

  private static int place(Service service, BitSet taken) {
    long hash = hash(service.namespace() + "/" + service.host());
    int place = (int) (hash % LIMIT_PLACES);
    int step = (int) (PRIME - hash % PRIME);
    for (int tries = 0; taken.get(place) && tries < LIMIT_PLACES; tries++) {
      place = (place + step) % LIMIT_PLACES;
    }
    int free = taken.get(place) ? taken.nextClearBit(0) : place;
    taken.set(free);
    return free;
  }

  private static List<String> addresses(int place) {
    int third = place / HOSTS;
    int fourth = place % HOSTS + 1;
    return List.of(
        "240.240." + third + "." + fourth,
        "2001:2::f0f0:" + Integer.toHexString(third << 8 | fourth));
  }

  /// FNV-1a of 32 bits.
  private static long hash(String text) {
    int hash = 0x811c9dc5;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * 0x01000193;
    }
    return Integer.toUnsignedLong(hash);
  }
}
