package dev.weft.rpc.ca;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// Whoever signs requests.
public interface Signer {
  /// Signs the key of a request for an authenticated caller.
  ///
  /// @param csr PEM, as it came
  /// @param asked the life asked for; zero for the usual one
  /// @return leaf first, root last
  Checked<List<X509Certificate>> sign(Identity caller, String csr, Duration asked);
}
