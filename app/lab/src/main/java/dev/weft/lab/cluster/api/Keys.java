package dev.weft.lab.cluster.api;

import dev.weft.host.file.PrivateFiles;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Template;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The secrets of a cluster: its authority, the key of its tokens and the administrator's token.
/// Made once and kept, so that kubeconfigs and tokens outlive the process.
final class Keys {
  private static final Duration SERVER_LIFE = Duration.ofDays(365);

  private final Authority authority;
  private final Tokens tokens;
  private final String administrator;

  private Keys(Authority authority, Tokens tokens, String administrator) {
    this.authority = authority;
    this.tokens = tokens;
    this.administrator = administrator;
  }

  /// Reads them from a folder, or makes them there.
  ///
  /// @throws IOException when the folder cannot be used or what is there is damaged
  static Keys in(Path folder, String cluster, Instant now) throws IOException {
    SecureRandom random = new SecureRandom();
    TrustDomain domain = new TrustDomain(cluster + ".kubernetes");
    Path key = folder.resolve("ca-key.pem");
    Path chain = folder.resolve("ca-cert.pem");
    if (!Files.exists(key)) {
      Authority made = Authority.selfSigned(domain, Algorithm.ECDSA_P256, now, random);
      PrivateFiles.write(chain, made.chainPem());
      PrivateFiles.write(key, made.keyPem());
    }
    Path tokens = folder.resolve("token-key.json");
    if (!Files.exists(tokens)) {
      PrivateFiles.write(tokens, Tokens.newKey());
    }
    Path administrator = folder.resolve("admin-token");
    if (!Files.exists(administrator)) {
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      PrivateFiles.write(administrator, HexFormat.of().formatHex(bytes));
    }
    try {
      return new Keys(
          Authority.parse(domain, Files.readString(key), Files.readString(chain)).orElseThrow(),
          Tokens.of(Files.readString(tokens)),
          Files.readString(administrator).strip());
    } catch (ParseException | IllegalStateException damaged) {
      throw new IOException(
          folder + " has damaged keys (" + damaged.getMessage() + "); remove it to make new ones",
          damaged);
    }
  }

  Tokens tokens() {
    return tokens;
  }

  String administrator() {
    return administrator;
  }

  String rootPem() {
    return Pem.text(authority.root());
  }

  /// For a server that is reached by these names and addresses.
  SSLContext server(List<String> names, List<InetAddress> addresses, Instant now) {
    SecureRandom random = new SecureRandom();
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    Template template =
        new Template(
            key.publicKey(),
            java.util.Optional.empty(),
            names,
            addresses,
            now.minusSeconds(3600),
            now.plus(SERVER_LIFE));
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      X509Certificate[] chain = authority.sign(template, random).toArray(X509Certificate[]::new);
      store.setKeyEntry("server", key.privateKey(), new char[0], chain);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, random);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }
}
