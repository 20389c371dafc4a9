package dev.weft.agent;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.Svid;
import dev.weft.pki.TrustBundle;
import dev.weft.rpc.ca.CertificateClient;
import dev.weft.rpc.transport.ClientTls;
import dev.weft.rpc.transport.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Makes a fresh key and gets it certified, once.
final class Certifier {
  private final AgentSettings settings;
  private final Function<Target, CertificateClient> client;
  private final InstantSource clock;
  private final SecureRandom random;

  Certifier(
      AgentSettings settings,
      Function<Target, CertificateClient> client,
      InstantSource clock,
      SecureRandom random) {
    this.settings = settings;
    this.client = client;
    this.clock = clock;
    this.random = random;
  }

  /// A document with the roots to serve beside it.
  record Certified(Svid svid, List<X509Certificate> roots) {}

  Checked<Certified> certify() {
    return target()
        .then(target ->
            read(settings.tokenFile(), "token")
                .then(token -> {
                  SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
                  String csr = SigningRequest.make(key, settings.identity(), random);
                  return client
                      .apply(target)
                      .certify(csr, token.strip(), settings.life())
                      .then(chain -> Svid.of(key, chain));
                }))
        .then(this::inspect);
  }

  private Checked<Certified> inspect(Svid svid) {
    if (!svid.identity().equals(settings.identity())) {
      return refused(
          Problem.Code.INVALID_VALUE,
          "the authority certified "
              + svid.identity()
              + ", but this workload is "
              + settings.identity(),
          "give this workload the token of its own service account");
    }
    List<X509Certificate> roots = List.of(svid.chain().getLast());
    return TrustBundle.of(svid.identity().trustDomain(), roots)
        .verify(svid.chain(), clock.instant())
        .then(identity -> Checked.valid(new Certified(svid, roots)));
  }

  private Checked<Target> target() {
    Checked<Optional<ClientTls>> tls =
        settings.rootFile().isEmpty()
            ? Checked.valid(Optional.empty())
            : read(settings.rootFile().get(), "root certificate")
                .then(Pem::certificates)
                .then(roots -> Checked.valid(Optional.of(tls(roots))));
    return tls.then(with ->
        Target.parse(settings.authority(), with)
            .map(Checked::valid)
            .orElseGet(() ->
                refused(
                    Problem.Code.INVALID_VALUE,
                    "'" + settings.authority() + "' is no address",
                    "write --ca-address HOST:PORT")));
  }

  private static ClientTls tls(List<X509Certificate> roots) {
    return new ClientTls("", roots, List.of(), Optional.empty());
  }

  private static Checked<String> read(Path file, String what) {
    try {
      return Checked.valid(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      return refused(
          Problem.Code.UNAVAILABLE,
          "the " + what + " file " + file + " cannot be read",
          "see that it exists and is readable");
    }
  }

  private static <T> Checked<T> refused(Problem.Code code, String cause, String remedy) {
    return new Checked.Invalid<>(List.of(Problem.error(code, "", cause, remedy)));
  }
}
