package dev.weft.lab.cluster.controller;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where addresses come from.
///
/// @param services of Services inside the cluster, at most one of each family
/// @param balancers of Services of type LoadBalancer
public record Ranges(List<Cidr> services, List<Cidr> balancers) {
  /// Addresses that are looked at in search of a free one.
  private static final int SEARCH_LIMIT = 65_536;

  /// Kubernetes keeps the beginning of the range for addresses that are asked for by number.
  private static final int KEPT = 16;

  public Ranges {
    services = List.copyOf(services);
    balancers = List.copyOf(balancers);
  }

  /// The range of a family.
  Optional<Cidr> services(Family family) {
    return services.stream().filter(range -> range.family() == family).findFirst();
  }

  /// The `n`th address of a range, counted from 0.
  public static String address(Cidr range, int n) {
    byte[] first = Cidr.literal(range.address()).map(InetAddress::getAddress).orElseThrow();
    byte[] sum = new BigInteger(1, first).add(BigInteger.valueOf(n)).toByteArray();
    byte[] bytes = new byte[first.length];
    int length = Math.min(sum.length, bytes.length);
    System.arraycopy(sum, sum.length - length, bytes, bytes.length - length, length);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The first free address for a service.
  static Optional<String> free(Cidr range, Set<String> taken) {
    int size = range.family().bits() - range.length();
    int addresses = size >= 16 ? SEARCH_LIMIT : 1 << size;
    for (int n = addresses > 2 * KEPT ? KEPT : 1; n < addresses - 1; n++) {
      String address = address(range, n);
      if (!taken.contains(address)) {
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  /// The first free address of a load balancer.
  Optional<String> freeBalancer(Set<String> taken) {
    return balancers.stream().flatMap(range -> free(range, taken).stream()).findFirst();
  }
}
