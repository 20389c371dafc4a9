package dev.weft.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class WordsTest {
  private static String of(String message) {
    return Words.failure(new DecoderException(new SSLException(message)));
  }

  @Test
  void anAlertThatRefusesOurCertificateIsSaidInWords() {
    for (String message :
        new String[] {
          "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA",
          "Received fatal alert: unknown_ca"
        }) {
      assertThat(of(message))
          .startsWith("TLS_error: refused_by_peer: the other side does not accept our certificate")
          .contains("unknown_ca");
    }
    assertThat(of("error:1000045c:SSL routines:OPENSSL_internal:TLSV1_CERTIFICATE_REQUIRED"))
        .contains("refused_by_peer: the other side asks for a certificate");
  }

  @Test
  void otherFailuresKeepTheirWords() {
    assertThat(of("error:10000438:SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR"))
        .isEqualTo(
            "TLS_error: error:10000438:SSL routines:OPENSSL_internal:TLSV1_ALERT_INTERNAL_ERROR");
    SSLHandshakeException outer = new SSLHandshakeException("General OpenSslEngine problem");
    outer.initCause(new CertificateException("expired: the certificate expired"));
    assertThat(Words.failure(outer)).isEqualTo("TLS_error: expired: the certificate expired");
  }

  @Test
  void whatIsNoTlsIsToldApart() {
    assertThat(Words.ofTls(new DecoderException(new SSLException("x")))).isTrue();
    assertThat(Words.ofTls(new IOException("Connection reset by peer"))).isFalse();
  }
}
