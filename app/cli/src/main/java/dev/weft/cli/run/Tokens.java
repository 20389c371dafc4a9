package dev.weft.cli.run;

import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.SigningKey;
import dev.weft.rpc.caller.WorkloadTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// Gives each member the token by which its agent proves to the authority whom it works for, as
/// Kubernetes gives pods theirs. The key that signs them is kept beside the root of the mesh.
final class Tokens {
  /// Tokens are written anew long before they expire; agents read them for each request.
  static final Duration RENEWAL = Duration.ofHours(4);

  private static final Duration GATEWAY_LIFE = Duration.ofDays(30);

  private final RunDirectory run;
  private final WorkloadTokens tokens;

  private Tokens(RunDirectory run, WorkloadTokens tokens) {
    this.run = run;
    this.tokens = tokens;
  }

  /// The file of the key that signs tokens.
  static Path key(RunDirectory run) {
    return run.authority().resolve("token-key.pem");
  }

  /// Reads the mesh's key, or makes one.
  ///
  /// @throws Refusal when it cannot be read or written
  static Tokens of(RunDirectory run, TrustDomain trustDomain) {
    Path file = key(run);
    try {
      if (!Files.exists(file)) {
        SigningKey fresh = SigningKey.make(Algorithm.ECDSA_P256, new SecureRandom());
        PrivateFiles.keep(file, fresh.pem());
      }
      SigningKey key = SigningKey.parse(Files.readString(file)).orElseThrow();
      return new Tokens(run, new WorkloadTokens(key, trustDomain));
    } catch (IOException | IllegalStateException unusable) {
      throw Refusal.because(
          Exit.FAILED,
          "the key of the mesh's tokens cannot be used, "
              + file
              + ": "
              + unusable.getMessage()
              + "; remove it to have a new one made");
    }
  }

  /// A token for a gateway's bootstrap file, which is read once: it lasts as long as a mesh on a
  /// laptop may run.
  String forGateway(Member member, Instant now) {
    return tokens.issue(member.namespace(), member.serviceAccount(), now, GATEWAY_LIFE);
  }

  /// Where a member's token is.
  Path file(Member member) {
    return run.bootstrap(member.name()).resolveSibling("token");
  }

  /// Writes a member's token, fresh from now.
  void write(Member member, Instant now) throws IOException {
    String token =
        tokens.issue(member.namespace(), member.serviceAccount(), now, WorkloadTokens.LIFE);
    PrivateFiles.write(file(member), token);
  }
}
