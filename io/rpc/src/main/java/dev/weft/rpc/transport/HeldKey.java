package dev.weft.rpc.transport;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows whatever credential is current at the handshake, so that renewal needs no new listener.
final class HeldKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "current";

  private final Supplier<Optional<ClientTls.Credential>> current;

  HeldKey(Supplier<Optional<ClientTls.Credential>> current) {
    this.current = current;
  }

  private @Nullable String alias(String... keyTypes) {
    return current.get().filter(credential -> fits(credential, keyTypes)).isPresent()
        ? ALIAS
        : null;
  }

  private static boolean fits(ClientTls.Credential credential, String... keyTypes) {
    String own = credential.key().getAlgorithm();
    for (String type : keyTypes) {
      if (type.equals(own) || type.startsWith(own + "_")) {
        return true;
      }
    }
    return keyTypes.length == 0;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return current
        .get()
        .map(credential -> credential.chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return current.get().map(ClientTls.Credential::key).orElse(null);
  }
}
