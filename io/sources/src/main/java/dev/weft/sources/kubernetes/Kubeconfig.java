package dev.weft.sources.kubernetes;

import java.net.URI;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/// How to reach a cluster and as whom: what the current context of a kubeconfig file says.
///
/// @param server the API server, such as `https://10.0.0.1:6443`
/// @param roots who vouches for the server; empty: whoever this machine believes
public record Kubeconfig(URI server, List<X509Certificate> roots, Credential credential) {
  public Kubeconfig {
    roots = List.copyOf(roots);
  }

  /// As whom a client comes.
  public sealed interface Credential {
    /// As nobody.
    record Anonymous() implements Credential {}

    /// With a bearer token, asked for at each request because a file's content may change.
    record Token(Supplier<String> text) implements Credential {}

    /// With a client certificate, leaf first.
    record Certificate(PrivateKey key, List<X509Certificate> chain) implements Credential {
      public Certificate {
        chain = List.copyOf(chain);
      }

      /// Never shows the key.
      @Override
      public String toString() {
        return "Certificate[" + chain.getFirst().getSubjectX500Principal() + "]";
      }
    }
  }
}
