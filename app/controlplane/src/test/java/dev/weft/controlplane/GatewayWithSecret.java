package dev.weft.controlplane;

import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Template;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// A gateway with HTTPS, its Secret, its Service and its instance.
final class GatewayWithSecret {
  private static final SigningKey KEY = SigningKey.make(Algorithm.ECDSA_P256, new SecureRandom());

  private GatewayWithSecret() {}

  static String keyBase64() {
    return encoded(KEY.pem());
  }

  private static String encoded(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }

  static String yaml() {
    Instant now = Instant.now();
    Authority authority =
        Authority.selfSigned(
            TrustDomain.CLUSTER_LOCAL, Algorithm.ECDSA_P256, now, new SecureRandom());
    String chain =
        Pem.text(
            authority.sign(
                Template.svid(
                        KEY.publicKey(),
                        new Identity(TrustDomain.CLUSTER_LOCAL, "istio-system", "gw"),
                        now.minusSeconds(60),
                        now.plusSeconds(600))
                    .alsoFor(List.of("shop.example"), List.of()),
                new SecureRandom()));
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: shop-tls, namespace: istio-system}
    type: kubernetes.io/tls
    data:
      tls.crt: %s
      tls.key: %s
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: gw, namespace: istio-system}
    spec:
      selector: {istio: gw}
      ports: [{name: https, port: 443, targetPort: 8443}]
    ---
    apiVersion: networking.istio.io/v1
    kind: WorkloadEntry
    metadata: {name: gw, namespace: istio-system}
    spec: {address: 10.0.0.8, labels: {istio: gw}, serviceAccount: gw}
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: shop, namespace: istio-system}
    spec:
      servers:
      - port: {number: 443, name: https, protocol: HTTPS}
        hosts: ["shop.example"]
        tls: {mode: SIMPLE, credentialName: shop-tls}
    """
        .formatted(encoded(chain), encoded(KEY.pem()));
  }
}
