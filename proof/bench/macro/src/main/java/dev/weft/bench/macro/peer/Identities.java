package dev.weft.bench.macro.peer;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.IssuePolicy;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.Svid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// Files of one SPIFFE identity: chain, key and the root that vouches for the other side.
///
/// @param keyAndChain both in one file, as HAProxy wants them
/// @param peer the SPIFFE id that the other side must show
public record Identities(Path chain, Path key, Path keyAndChain, Path root, String peer) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Makes a root and two identities that trust each other, below `folder`.
  ///
  /// @return the client's first, then the server's
  public static Identities[] pair(Path folder) {
    Authority authority =
        Authority.selfSigned(
            TrustDomain.CLUSTER_LOCAL, Algorithm.ECDSA_P256, Instant.now(), RANDOM);
    Identity client = new Identity(TrustDomain.CLUSTER_LOCAL, "default", "client");
    Identity server = new Identity(TrustDomain.CLUSTER_LOCAL, "default", "server");
    return new Identities[] {
      write(folder, authority, client, server), write(folder, authority, server, client)
    };
  }

  private static Identities write(Path folder, Authority authority, Identity own, Identity peer) {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    SigningRequest request =
        SigningRequest.parse(SigningRequest.make(key, own, RANDOM)).orElseThrow();
    var template = IssuePolicy.DEFAULT.template(request, own, Duration.ofHours(1), Instant.now());
    Checked<Svid> svid = Svid.of(key, authority.sign(template, RANDOM));
    try {
      String name = own.serviceAccount();
      return new Identities(
          Files.writeString(folder.resolve(name + ".chain.pem"), svid.orElseThrow().chainPem()),
          Files.writeString(folder.resolve(name + ".key.pem"), key.pem()),
          Files.writeString(
              folder.resolve(name + ".both.pem"), svid.orElseThrow().chainPem() + key.pem()),
          Files.writeString(folder.resolve(name + ".root.pem"), authority.chainPem()),
          peer.toString());
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
