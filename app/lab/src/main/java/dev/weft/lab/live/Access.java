package dev.weft.lab.live;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// How to reach an API server: what a kubeconfig with one cluster and one token says.
///
/// @param server such as `https://172.30.1.2:6443`
/// @param roots PEM
record Access(String server, String roots, String token) {
  /// @throws IOException when the file is not there yet, or says less
  static Access of(Path kubeconfig) throws IOException {
    Object tree =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(kubeconfig, StandardCharsets.UTF_8));
    String roots = text(tree, "clusters", "cluster", "certificate-authority-data");
    return new Access(
        text(tree, "clusters", "cluster", "server"),
        new String(Base64.getDecoder().decode(roots), StandardCharsets.UTF_8),
        text(tree, "users", "user", "token"));
  }

  private static String text(Object tree, String list, String entry, String field)
      throws IOException {
    if (tree instanceof Map<?, ?> root
        && root.get(list) instanceof List<?> all
        && !all.isEmpty()
        && all.getFirst() instanceof Map<?, ?> first
        && first.get(entry) instanceof Map<?, ?> inner
        && inner.get(field) instanceof String value) {
      return value;
    }
    throw new IOException("the kubeconfig has no " + list + "[0]." + entry + "." + field);
  }

  SSLContext context() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (var certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(roots.getBytes(StandardCharsets.UTF_8)))) {
      store.setCertificateEntry("root" + number++, certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
