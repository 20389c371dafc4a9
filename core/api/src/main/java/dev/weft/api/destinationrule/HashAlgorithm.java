package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
/// How a consistent hash is mapped to an endpoint.
import dev.weft.api.schema.Verified;
import java.math.BigInteger;

public sealed interface HashAlgorithm {
  record RingHash(long minimumRingSize) implements HashAlgorithm {}

  record Maglev(long tableSize) implements HashAlgorithm, Verified {
    /// Larger tables are refused by proxies (Envoy, `MaglevLbConfig`).
    private static final long LIMIT_TABLE = 5_000_011;

    @Override
    public void verify(Findings findings) {
      Findings at = findings.at("tableSize");
      if (tableSize <= 0 || tableSize >= LIMIT_TABLE) {
        at.invalid(tableSize + " is not a size for a table", "use a prime below " + LIMIT_TABLE);
      } else if (!BigInteger.valueOf(tableSize).isProbablePrime(40)) {
        at.invalid(tableSize + " is not a prime number", "use a prime, as in 65537");
      }
    }
  }
}
