package dev.weft.lab.check;

import dev.weft.lab.topology.Expectation.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Understands what curl and the sidecars say.
final class CurlWords {
  private static final Pattern FIELD = Pattern.compile("\"(cluster|pod|peer)\": \"([^\"]*)\"");
  private static final Pattern GREETING = Pattern.compile("welcome to (\\S+)");
  private static final int LIMIT_WORDS = 160;

  private CurlWords() {}

  /// One call.
  ///
  /// @param exit curl's exit status (curl(1), EXIT CODES)
  /// @param status of HTTP, 0 for none
  /// @param body of the answer
  /// @param error what curl said
  static Outcome read(int exit, int status, String body, String error, long millis) {
    Matcher greeting = GREETING.matcher(body);
    if (greeting.find()) {
      return new Outcome(Optional.empty(), 0, greeting.group(1), "", "", millis);
    }
    Optional<Reason> reason = exit == 0 ? answered(status, body) : failed(exit, error);
    String cluster = "";
    String pod = "";
    String peer = "";
    Matcher fields = FIELD.matcher(body);
    while (fields.find()) {
      switch (fields.group(1)) {
        case "cluster" -> cluster = fields.group(2);
        case "pod" -> pod = fields.group(2);
        default -> peer = fields.group(2);
      }
    }
    String words = exit == 0 ? (reason.isEmpty() ? "" : body) : error;
    return new Outcome(
        reason, status, pod.isEmpty() ? "" : cluster + "/" + pod, peer, line(words), millis);
  }

  private static Optional<Reason> failed(int exit, String error) {
    return Optional.of(
        switch (exit) {
          case 6 -> Reason.NO_NAME;
          case 7 ->
              error.toLowerCase(Locale.ROOT).contains("refused")
                  ? Reason.REFUSED
                  : Reason.UNREACHABLE;
          case 28 -> Reason.UNREACHABLE;
          case 35, 51, 58, 60, 77 -> Reason.UNTRUSTED;
          default -> Reason.RESET;
        });
  }

  private static Optional<Reason> answered(int status, String body) {
    if (status < 400) {
      return Optional.empty();
    }
    String words = body.toLowerCase(Locale.ROOT);
    if (status == 403 && words.contains("rbac")) {
      return Optional.of(Reason.DENIED);
    }
    if (status == 503 || status == 502) {
      if (words.contains("tls") || words.contains("certificate")) {
        return Optional.of(Reason.UNTRUSTED);
      }
      if (words.contains("no healthy upstream") || words.contains("no_healthy")) {
        return Optional.of(Reason.NO_ENDPOINT);
      }
      if (words.contains("refused")) {
        return Optional.of(Reason.REFUSED);
      }
      if (words.contains("timeout")
          || words.contains("unreachable")
          || words.contains("no route")) {
        return Optional.of(Reason.UNREACHABLE);
      }
      if (words.contains("reset") || words.contains("disconnect")) {
        return Optional.of(Reason.RESET);
      }
    }
    return Optional.of(Reason.STATUS);
  }

  private static String line(String words) {
    String one = words.strip().replaceAll("\\s+", " ");
    return one.length() <= LIMIT_WORDS ? one : one.substring(0, LIMIT_WORDS) + "…";
  }
}
