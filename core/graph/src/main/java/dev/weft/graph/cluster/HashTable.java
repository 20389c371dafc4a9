package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.match.XxHash;
import java.util.Arrays;

/// A consistent-hash table, ring or Maglev, built as Envoy builds it so that both send a key to the
/// same endpoint.
final class HashTable {
  private final Policy policy;
  private final long[] hashes;
  private final int[] owners;

  private HashTable(Policy policy, long[] hashes, int[] owners) {
    this.policy = policy;
    this.hashes = hashes;
    this.owners = owners;
  }

  static HashTable of(Policy policy, Endpoint[] endpoints) {
    return policy instanceof Policy.Maglev maglev
        ? maglev(maglev, endpoints)
        : ring((Policy.RingHash) policy, endpoints);
  }

  Policy policy() {
    return policy;
  }

  /// The index of the endpoint for a key; a later attempt gets another one where it can.
  int find(long hash, int attempt) {
    if (hashes.length == 0) {
      long key = attempt == 0 ? hash : hash ^ (-1L - attempt + 1);
      return owners[(int) Long.remainderUnsigned(key, owners.length)];
    }
    int low = 0;
    int high = hashes.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(hashes[middle], hash) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return owners[(low + attempt) % owners.length];
  }

  private static double[] shares(Endpoint[] endpoints) {
    double total = 0;
    for (Endpoint endpoint : endpoints) {
      total += endpoint.weight();
    }
    double[] shares = new double[endpoints.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = endpoints[i].weight() / total;
    }
    return shares;
  }

  private static HashTable ring(Policy.RingHash policy, Endpoint[] endpoints) {
    double[] shares = shares(endpoints);
    double least = Arrays.stream(shares).min().orElse(1);
    double scale = Math.min(Math.ceil(least * policy.minimumSize()) / least, policy.maximumSize());
    int size = (int) Math.ceil(scale);
    record Point(long hash, int owner) {}
    Point[] points = new Point[size];
    double target = 0;
    int placed = 0;
    for (int i = 0; i < endpoints.length; i++) {
      String key = endpoints[i].address() + "_";
      target += scale * shares[i];
      for (int n = 0; placed < target && placed < size; n++) {
        points[placed++] = new Point(XxHash.of(key + n), i);
      }
    }
    Point[] sorted = Arrays.copyOf(points, placed);
    Arrays.sort(sorted, (a, b) -> Long.compareUnsigned(a.hash(), b.hash()));
    long[] hashes = new long[placed];
    int[] owners = new int[placed];
    for (int i = 0; i < placed; i++) {
      hashes[i] = sorted[i].hash();
      owners[i] = sorted[i].owner();
    }
    return new HashTable(policy, hashes, owners);
  }

  private static HashTable maglev(Policy.Maglev policy, Endpoint[] endpoints) {
    int size = policy.tableSize();
    double[] shares = shares(endpoints);
    double most = Arrays.stream(shares).max().orElse(1);
    long[] offsets = new long[endpoints.length];
    long[] skips = new long[endpoints.length];
    long[] next = new long[endpoints.length];
    double[] targets = new double[endpoints.length];
    for (int i = 0; i < endpoints.length; i++) {
      String key = endpoints[i].address().toString();
      offsets[i] = Long.remainderUnsigned(XxHash.of(key, 0), size);
      skips[i] = Long.remainderUnsigned(XxHash.of(key, 1), size - 1) + 1;
    }
    int[] owners = new int[size];
    Arrays.fill(owners, -1);
    int filled = 0;
    for (int round = 1; filled < size; round++) {
      for (int i = 0; i < endpoints.length && filled < size; i++) {
        if (round * shares[i] < targets[i]) {
          continue;
        }
        targets[i] += most;
        int slot = (int) ((offsets[i] + skips[i] * next[i]) % size);
        while (owners[slot] >= 0) {
          next[i]++;
          slot = (int) ((offsets[i] + skips[i] * next[i]) % size);
        }
        owners[slot] = i;
        next[i]++;
        filled++;
      }
    }
    return new HashTable(policy, new long[0], owners);
  }
}
