package dev.weft.controlplane.trust;

import dev.weft.api.schema.RootCertificates;
import dev.weft.api.weft.BundleEndpoint;
import dev.weft.model.Checked;
import dev.weft.model.TrustDomain;
import dev.weft.pki.TrustBundle;
import dev.weft.rpc.transport.TlsContexts;
import dev.weft.world.rules.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/// Asks one place for its bundle, once.
final class Fetch {
  /// Longest bundle that is read, in bytes.
  static final int LIMIT_BYTES = 1 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern HINT =
      Pattern.compile("\"spiffe_refresh_hint\"\\s*:\\s*([0-9]{1,9})");
  private static final Pattern SEQUENCE =
      Pattern.compile("\"spiffe_sequence\"\\s*:\\s*([0-9]{1,18})");

  private final InstantSource clock;
  private final Supplied web;

  /// The TLS of `https_web`.
  interface Supplied {
    SSLContext context() throws java.security.NoSuchAlgorithmException;
  }

  Fetch(InstantSource clock, Supplied web) {
    this.clock = clock;
    this.web = web;
  }

  /// What came of it.
  sealed interface Result {
    /// @param refreshHint empty when the bundle has none
    record Good(List<X509Certificate> roots, long sequence, Optional<Duration> refreshHint)
        implements Result {}

    record Failed(String why) implements Result {}
  }

  /// @param believed the roots of the place's trust domain that are believed now; they vouch for
  ///   the endpoint itself under `https_spiffe`
  Result of(Trust.Place place, List<X509Certificate> believed) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .sslContext(tls(place, believed))
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(URI.create(place.endpoint().url())).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          return new Result.Failed("it answers " + response.statusCode());
        }
        byte[] bytes = body.readNBytes(LIMIT_BYTES + 1);
        return bytes.length > LIMIT_BYTES
            ? new Result.Failed("its bundle has more than " + LIMIT_BYTES + " bytes")
            : read(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException | java.security.NoSuchAlgorithmException failed) {
      return new Result.Failed(reason(failed));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Result.Failed("the control plane stops");
    }
  }

  private static Result read(String json) {
    return switch (RootCertificates.ofSpiffeBundle(json)) {
      case Checked.Valid<List<X509Certificate>> good ->
          new Result.Good(
              good.value(),
              number(SEQUENCE, json).orElse(0L),
              number(HINT, json).filter(seconds -> seconds > 0).map(Duration::ofSeconds));
      case Checked.Invalid<List<X509Certificate>> bad ->
          new Result.Failed(bad.problems().getFirst().cause());
    };
  }

  private static Optional<Long> number(Pattern pattern, String json) {
    Matcher found = pattern.matcher(json);
    return found.find() ? Optional.of(Long.valueOf(found.group(1))) : Optional.empty();
  }

  private SSLContext tls(Trust.Place place, List<X509Certificate> believed)
      throws java.security.NoSuchAlgorithmException {
    return switch (place.endpoint().profile()) {
      case https_web -> web.context();
      case https_spiffe -> TlsContexts.client(chain -> refusal(place, believed, chain));
    };
  }

  private Optional<String> refusal(
      Trust.Place place, List<X509Certificate> believed, List<X509Certificate> chain) {
    TrustDomain domain = new TrustDomain(place.trustDomain());
    BundleEndpoint endpoint = place.endpoint();
    return switch (TrustBundle.of(domain, believed).verifyName(chain, clock.instant())) {
      case Checked.Invalid<String> bad -> Optional.of(bad.problems().getFirst().cause());
      case Checked.Valid<String> name ->
          endpoint.endpointSpiffeId().isEmpty() || endpoint.endpointSpiffeId().equals(name.value())
              ? Optional.empty()
              : Optional.of(
                  "the endpoint is " + name.value() + ", not " + endpoint.endpointSpiffeId());
    };
  }

  /// The innermost cause: the ones around it say only that TLS failed.
  private static String reason(Exception failed) {
    Throwable cause = failed;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String said = cause.getMessage();
    return said == null ? cause.getClass().getSimpleName() : said;
  }
}
