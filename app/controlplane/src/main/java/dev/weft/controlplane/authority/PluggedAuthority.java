package dev.weft.controlplane.authority;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Secret;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Authority;
import dev.weft.pki.Pem;
import dev.weft.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An authority that the operator brought, so that several control planes sign under one root. Its
/// parts have Istio's names: `ca-cert.pem`, `ca-key.pem`, `cert-chain.pem`, `root-cert.pem`; or
/// those of a Kubernetes TLS Secret: `tls.crt`, `tls.key`, `ca.crt`.
///
/// @param key PEM, a secret
/// @param certificate PEM, the authority's own
/// @param between PEM, what is between its certificate and the root; may repeat either
/// @param roots PEM, whom the mesh believes; the first that vouches for the chain ends it
public record PluggedAuthority(String key, String certificate, String between, String roots) {
  /// The name of the Secret in the root namespace.
  public static final String SECRET = "cacerts";

  /// From a directory.
  ///
  /// @throws IOException when a part is missing or cannot be read
  public static PluggedAuthority of(Path directory) throws IOException {
    Path chain = directory.resolve("cert-chain.pem");
    return new PluggedAuthority(
        Files.readString(directory.resolve("ca-key.pem")),
        Files.readString(directory.resolve("ca-cert.pem")),
        Files.exists(chain) ? Files.readString(chain) : "",
        Files.readString(directory.resolve("root-cert.pem")));
  }

  /// From the Secret of the config cluster, where there is one.
  public static Optional<PluggedAuthority> of(World world) {
    ResourceKey key = new ResourceKey("Secret", world.mesh().rootNamespace(), SECRET);
    return world
        .resource(key)
        .flatMap(resource -> resource.as(Secret.class))
        .map(Resource::spec)
        .map(secret -> {
          boolean tls = secret.bytes("ca-key.pem").isEmpty() && secret.bytes("tls.key").isPresent();
          return tls
              ? new PluggedAuthority(
                  text(secret, "tls.key"), text(secret, "tls.crt"), "", text(secret, "ca.crt"))
              : new PluggedAuthority(
                  text(secret, "ca-key.pem"),
                  text(secret, "ca-cert.pem"),
                  text(secret, "cert-chain.pem"),
                  text(secret, "root-cert.pem"));
        });
  }

  private static String text(Secret secret, String entry) {
    return new String(secret.bytes(entry).orElse(new byte[0]), StandardCharsets.UTF_8);
  }

  /// Whom the mesh believes.
  Checked<List<X509Certificate>> believed() {
    return Pem.certificates(roots);
  }

  /// The authority, its chain from its own certificate to the root.
  Checked<Authority> authority(TrustDomain domain) {
    return Pem.certificates(certificate + "\n" + between)
        .then(found -> believed().then(trusted -> chained(domain, found, trusted)));
  }

  private Checked<Authority> chained(
      TrustDomain domain, List<X509Certificate> found, List<X509Certificate> trusted) {
    List<X509Certificate> chain = new ArrayList<>();
    for (X509Certificate each : found) {
      if (!chain.contains(each) && !trusted.contains(each)) {
        chain.add(each);
      }
    }
    X509Certificate last = chain.isEmpty() ? found.getFirst() : chain.getLast();
    for (X509Certificate root : trusted) {
      if (signed(last, root)) {
        chain.add(root);
        return Authority.parse(domain, key, Pem.text(chain));
      }
    }
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                Problem.Code.INVALID_VALUE,
                "root-cert.pem",
                "no root vouches for " + last.getSubjectX500Principal(),
                "give in root-cert.pem the root that signed the chain")));
  }

  /// Roots that follow one another often have the same name.
  private static boolean signed(X509Certificate certificate, X509Certificate root) {
    if (!root.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(root.getPublicKey());
      return true;
    } catch (GeneralSecurityException byAnother) {
      return false;
    }
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "PluggedAuthority";
  }
}
