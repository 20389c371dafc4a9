package dev.weft.interop;

import dev.weft.pki.SigningKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Speaks mutual TLS with a sidecar from outside of the mesh's own programs.
final class SidecarPeer {
  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(40).toMillis();

  private SidecarPeer() {}

  /// What was seen: the chain that the sidecar sent, as it sent it, and the first line of its
  /// answer to a request.
  record Seen(List<X509Certificate> chain, String answer) {}

  /// @param chain shown to the sidecar, leaf first
  static Seen ask(String address, int port, SigningKey key, List<X509Certificate> chain)
      throws Exception {
    Sent sent = new Sent();
    SSLContext context = SSLContext.getInstance("TLS");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = "unused".toCharArray();
    store.setKeyEntry("own", key.privateKey(), password, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    context.init(keys.getKeyManagers(), new TrustManager[] {sent}, new SecureRandom());
    try (Socket raw = new Socket()) {
      raw.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
      raw.setSoTimeout(PATIENCE_MILLIS);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(raw, address, port, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"istio", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new Seen(sent.chain, answer(socket, address + ":" + port));
      }
    }
  }

  /// A refusal of the client's certificate comes after the handshake (RFC 8446, section 4.6).
  private static String answer(SSLSocket socket, String host) {
    try {
      String request = "GET / HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return String.valueOf(lines.readLine());
    } catch (IOException refused) {
      return "refused: " + refused.getMessage();
    }
  }

  /// Believes anybody, and remembers what was sent.
  private static final class Sent implements X509TrustManager {
    private volatile List<X509Certificate> chain = List.of();

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new IllegalStateException("this is a client");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      this.chain = Stream.of(chain).toList();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
