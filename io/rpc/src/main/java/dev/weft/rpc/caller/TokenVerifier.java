package dev.weft.rpc.caller;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import java.util.Optional;

/// Finds out whose a token is. May wait: it is asked on a virtual thread.
@FunctionalInterface
public interface TokenVerifier {
  /// @param token as it was shown, without the word `Bearer`
  /// @param cluster the cluster that the caller says it is in (`clusterid`); absent when it says
  ///   none
  /// @return whose it is; invalid when it is no good, or when nobody could be asked
  Checked<Identity> verify(String token, Optional<String> cluster);
}
