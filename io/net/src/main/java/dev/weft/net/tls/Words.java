package dev.weft.net.tls;

import dev.weft.graph.tls.Mistrust;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// Says of a failure of TLS what a person needs to know.
public final class Words {
  /// As BoringSSL and the JDK name the alert that the other side sent (RFC 8446, section 6.2).
  private static final Pattern ALERT =
      Pattern.compile("(?:(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?|fatal alert: )([A-Za-z_]+)\\s*$");

  /// By these the other side says that it does not believe our certificate.
  private static final Set<String> DISBELIEF =
      Set.of(
          "unknown_ca",
          "bad_certificate",
          "certificate_unknown",
          "certificate_expired",
          "certificate_revoked",
          "unsupported_certificate",
          "access_denied");

  private Words() {}

  /// Whether a failure is one of TLS.
  public static boolean ofTls(Throwable cause) {
    for (Throwable each = cause; ; each = each.getCause()) {
      if (each instanceof SSLException || each instanceof GeneralSecurityException) {
        return true;
      }
      if (each.getCause() == null || each.getCause() == each) {
        return false;
      }
    }
  }

  /// `TLS_error: ` and the innermost reason, for those around it say only that TLS failed.
  public static String failure(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage());
    return "TLS_error: " + alert(message);
  }

  /// Why the handshake with a client failed.
  public static String handshake(Throwable cause) {
    return cause instanceof NotSslRecordException
            || cause.getCause() instanceof NotSslRecordException
        ? "TLS_error: the client spoke plain text where TLS is required"
        : failure(cause);
  }

  private static String alert(String message) {
    Matcher found = ALERT.matcher(message);
    if (!found.find()) {
      return message;
    }
    String alert = found.group(1).toLowerCase(Locale.ROOT);
    if (DISBELIEF.contains(alert)) {
      return Mistrust.REFUSED_BY_PEER.text(
          "the other side does not accept our certificate, by its alert "
              + alert
              + "; its own log says why");
    }
    return alert.equals("certificate_required")
        ? Mistrust.REFUSED_BY_PEER.text("the other side asks for a certificate and we showed none")
        : message;
  }
}
