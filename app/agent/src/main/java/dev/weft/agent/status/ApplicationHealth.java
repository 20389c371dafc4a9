package dev.weft.agent.status;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Replays the platform's probes against the application, as the platform would: at the pod's own
/// address, without looking at certificates. They come from 127.0.0.6, which the capture rules let
/// pass without the proxy.
public final class ApplicationHealth implements AutoCloseable {
  /// Headers that the client sets by itself and refuses from others.
  private static final Set<String> OWN =
      Set.of("host", "connection", "content-length", "expect", "upgrade");

  private final Map<String, Prober> probers;
  private final InetAddress pod;
  private final Optional<InetAddress> source;
  private final HttpClient client;

  /// @param probers what the injector took away, as written in `ISTIO_KUBE_APP_PROBERS`
  /// @param pod the pod's address
  /// @throws IOException when this machine has no such address
  public ApplicationHealth(Map<String, Object> probers, String pod) throws IOException {
    this.probers = Prober.read(probers);
    this.pod = InetAddress.getByName(pod);
    this.source = source(pod);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(trustingAnybody());
    source.ifPresent(builder::localAddress);
    this.client = builder.build();
  }

  /// All of 127.0.0.0/8 is the machine's own; `::6` is as soon as its traffic is captured.
  private static Optional<InetAddress> source(String pod) throws IOException {
    if (pod.indexOf(':') < 0) {
      return Optional.of(InetAddress.getByName("127.0.0.6"));
    }
    InetAddress six = InetAddress.getByName("::6");
    return NetworkInterface.getByInetAddress(six) == null ? Optional.empty() : Optional.of(six);
  }

  /// Whether a probe is replayed at this path.
  public boolean knows(String path) {
    return probers.containsKey(path);
  }

  /// Why the application is not well; empty when it is.
  public Optional<String> unwell(String path) {
    Prober prober = probers.get(path);
    if (prober == null) {
      return Optional.of("there is no probe at " + path);
    }
    try {
      return switch (prober.action()) {
        case Prober.Action.Http http -> get(prober, http);
        case Prober.Action.Tcp() -> connect(prober);
      };
    } catch (IOException failed) {
      return Optional.of("the application on port " + prober.port() + ": " + failed);
    }
  }

  private Optional<String> get(Prober prober, Prober.Action.Http http) throws IOException {
    String host = pod.getHostAddress();
    String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    URI uri = URI.create(http.scheme() + "://" + literal + ":" + prober.port() + http.path());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(prober.timeoutSeconds())).GET();
    http.headers()
        .forEach((name, value) -> {
          if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            request.setHeader(name, value);
          }
        });
    try {
      int status =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      return status >= 200 && status < 400
          ? Optional.empty()
          : Optional.of(uri + " answered " + status);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + uri, stopped);
    }
  }

  private Optional<String> connect(Prober prober) throws IOException {
    try (Socket socket = new Socket()) {
      if (source.isPresent()) {
        socket.bind(new InetSocketAddress(source.get(), 0));
      }
      socket.connect(new InetSocketAddress(pod, prober.port()), prober.timeoutSeconds() * 1000);
      return Optional.empty();
    }
  }

  private static SSLContext trustingAnybody() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }

  /// The platform's prober looks at no certificate either.
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      // nobody is asked
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      // as the platform
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // nobody is asked
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      // as the platform
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // nobody is asked
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // as the platform
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
