package dev.weft.compiler.gateway;

import dev.weft.api.kubernetes.Secret;
import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.SecretPlan;
import dev.weft.model.ResourceKey;
import dev.weft.world.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The secrets that a plan refers to, taken from the proxy's own namespace and from no other.
public final class Secrets {
  /// Behind the name of a secret: the authorities that belong to it.
  static final String AUTHORITIES = "-cacert";

  private static final String SCHEME = "kubernetes://";

  private Secrets() {}

  /// The name that a secret is sent under.
  static String name(String written) {
    return written.contains("://") ? written : SCHEME + written;
  }

  /// Those that listeners and clusters name and that exist.
  public static List<SecretPlan> of(
      View view, List<ListenerPlan> listeners, List<ClusterPlan> clusters) {
    Set<String> names = new TreeSet<>();
    for (ListenerPlan listener : listeners) {
      Stream.concat(listener.chains().stream(), listener.fallback().stream())
          .map(ChainPlan::tls)
          .flatMap(Optional::stream)
          .forEach(tls -> {
            add(tls.certificate(), names);
            add(tls.authority(), names);
          });
    }
    for (ClusterPlan cluster : clusters) {
      if (cluster.tls() instanceof ClusterPlan.Always always) {
        add(always.tls().certificate(), names);
        add(always.tls().authority(), names);
      }
    }
    List<SecretPlan> secrets = new ArrayList<>();
    names.forEach(name -> find(view, name).ifPresent(secrets::add));
    return secrets;
  }

  private static void add(CertificateSource source, Set<String> into) {
    if (source instanceof CertificateSource.Credential credential) {
      into.add(credential.name());
    }
  }

  private static Optional<SecretPlan> find(View view, String name) {
    if (!name.startsWith(SCHEME)) {
      return Optional.empty();
    }
    String path = name.substring(SCHEME.length());
    int slash = path.indexOf('/');
    String namespace = slash < 0 ? view.node().namespace() : path.substring(0, slash);
    String secret = path.substring(slash + 1);
    if (!namespace.equals(view.node().namespace())) {
      return Optional.empty();
    }
    if (secret.endsWith(AUTHORITIES)) {
      String base = secret.substring(0, secret.length() - AUTHORITIES.length());
      return text(view, namespace, secret, "ca.crt", "cacert")
          .or(() -> text(view, namespace, base, "ca.crt", "cacert"))
          .map(authorities -> new SecretPlan.Authorities(name, authorities));
    }
    Optional<String> chain = text(view, namespace, secret, "tls.crt", "cert");
    Optional<String> key = text(view, namespace, secret, "tls.key", "key");
    return chain.isPresent() && key.isPresent()
        ? Optional.of(new SecretPlan.KeyPair(name, chain.get(), key.get()))
        : Optional.empty();
  }

  private static Optional<String> text(View view, String namespace, String name, String... keys) {
    Optional<Secret> secret =
        view.world()
            .resource(new ResourceKey("Secret", namespace, name))
            .flatMap(resource -> resource.as(Secret.class))
            .map(resource -> resource.spec());
    for (String key : keys) {
      Optional<String> found = secret.flatMap(spec -> value(spec, key));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> value(Secret secret, String key) {
    String plain = secret.stringData().get(key);
    if (plain != null) {
      return Optional.of(plain);
    }
    String encoded = secret.data().get(key);
    if (encoded == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
