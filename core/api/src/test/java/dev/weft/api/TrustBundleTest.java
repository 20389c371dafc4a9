package dev.weft.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.schema.RootCertificates;
import dev.weft.api.weft.TrustBundle;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrustBundleTest {
  private static final String PEM = text("a");

  private static String text(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            TrustBundleTest.class.getResourceAsStream("/roots/" + name + ".pem"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Parsed parse(String spec) {
    return Parser.parse(
        "trust.yaml",
        "apiVersion: weft.dev/v1alpha1\nkind: TrustBundle\nmetadata: {name: b}\nspec:\n"
            + spec.indent(2),
        "istio-system");
  }

  private static List<String> problems(String spec) {
    return parse(spec).problems().stream()
        .map(problem -> problem.path() + ": " + problem.cause())
        .toList();
  }

  private static String jwks() {
    try {
      String der =
          Base64.getEncoder()
              .encodeToString(RootCertificates.ofPem(PEM).orElseThrow().getFirst().getEncoded());
      return """
      {"keys": [{"use": "x509-svid", "kty": "EC", "x5c": ["%s"]}, {"use": "jwt-svid", "kid": "1"}],
       "spiffe_sequence": 3, "spiffe_refresh_hint": 60}
      """
          .formatted(der);
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void rootsAreWrittenAsPemOrAsASpiffeBundle() {
    Parsed pem = parse("trustDomain: b.example\npem: |\n" + PEM.indent(2));
    Parsed spiffe = parse("trustDomain: b.example\nspiffeBundle: |\n" + jwks().indent(2));
    assertThat(pem.problems()).isEmpty();
    assertThat(spiffe.problems()).isEmpty();
    var first = (TrustBundle) pem.resources().getFirst().spec();
    var second = (TrustBundle) spiffe.resources().getFirst().spec();
    assertThat(first.roots()).hasSize(1).isEqualTo(second.roots());
    assertThat(RootCertificates.pem(first.roots().getFirst())).isEqualTo(PEM);
  }

  @Test
  void whatIsWrongIsSaidAtItsPlace() {
    assertThat(problems("pem: |\n" + PEM.indent(2)))
        .anyMatch(problem -> problem.startsWith("spec.trustDomain"));
    assertThat(problems("trustDomain: B.example\npem: |\n" + PEM.indent(2)))
        .containsExactly("spec.trustDomain: 'B.example' is not a trust domain");
    assertThat(problems("trustDomain: b.example"))
        .containsExactly("spec: nothing says which roots to believe");
    assertThat(problems("trustDomain: b.example\npem: nonsense"))
        .containsExactly("spec.pem: there is no certificate in the text");
    assertThat(problems("trustDomain: b.example\npem: |\n" + text("leaf").indent(2)))
        .singleElement()
        .asString()
        .contains("'CN=leaf' is not an authority's");
    assertThat(
            problems(
                "trustDomain: b.example\n"
                    + "spiffeBundle: '{\"keys\": [{\"use\": \"x509-svid\", \"x5c\": [\"!\"]}]}'"))
        .singleElement()
        .asString()
        .startsWith("spec.spiffeBundle: a certificate cannot be read");
    assertThat(problems("trustDomain: b.example\nendpoint: {url: 'http://b.example/'}"))
        .containsExactly("spec.endpoint.url: 'http://b.example/' is no HTTPS address");
    assertThat(
            problems(
                "trustDomain: b.example\nendpoint: {url: 'https://b/', profile: https_spiffe}"))
        .containsExactly(
            "spec.endpoint.profile: nothing vouches for the endpoint itself at first contact");
    assertThat(problems("trustDomain: b.example\nendpoint: {url: 'https://b/', profile: web}"))
        .singleElement()
        .asString()
        .startsWith("spec.endpoint.profile");
  }

  @Test
  void anyTextIsReadOrRefusedInWords() {
    for (String text :
        List.of("", "{}", "[]", "{\"keys\": 1}", "{\"keys\": []}", "\u0000", "a: b: c")) {
      assertThat(RootCertificates.ofSpiffeBundle(text))
          .isInstanceOfSatisfying(
              Checked.Invalid.class,
              refused ->
                  assertThat(((Problem) refused.problems().getFirst()).remedy()).isNotEmpty());
    }
  }
}
