package dev.weft.agent.certificate;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The workload's token as it is in its file now. Whoever gives tokens replaces the file before the
/// token ends, so that it is read for each certificate.
///
/// @param text a JWT, which only the authority can judge
record Token(Path file, String text) {
  private static final Pattern EXPIRY = Pattern.compile("\"exp\"\\s*:\\s*([0-9]{1,12})");

  static Checked<Token> read(Path file) {
    return PlaneTarget.read(file, "token")
        .then(text ->
            text.isBlank()
                ? new Checked.Invalid<>(
                    List.of(
                        Problem.error(
                            Problem.Code.INVALID_VALUE,
                            "",
                            "the token file " + file + " is empty",
                            "write the token of this workload's service account there")))
                : Checked.valid(new Token(file, text.strip())));
  }

  /// A refusal in other words when it is this token's age that is to blame.
  <T> Checked<T> blamed(Checked<T> answer, Instant now) {
    Optional<Instant> end = end().filter(at -> !now.isBefore(at));
    boolean refused =
        answer instanceof Checked.Invalid<T> bad
            && bad.problems().getFirst().code() == Problem.Code.INVALID_VALUE;
    if (!refused || end.isEmpty()) {
      return answer;
    }
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                Problem.Code.INVALID_VALUE,
                "",
                "the token in "
                    + file
                    + " expired at "
                    + end.get()
                    + " (it is now "
                    + now
                    + "), so the authority refuses it",
                "put a fresh token of this service account in that file, as a kubelet does by"
                    + " itself for a projected one; it is read again at the next try. If it is"
                    + " fresh, mend the clock")));
  }

  /// When it says that it ends.
  private Optional<Instant> end() {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      Matcher found = EXPIRY.matcher(new String(claims, StandardCharsets.UTF_8));
      return found.find()
          ? Optional.of(Instant.ofEpochSecond(Long.parseLong(found.group(1))))
          : Optional.empty();
    } catch (IllegalArgumentException notEncoded) {
      return Optional.empty();
    }
  }

  /// Never shows the token.
  @Override
  public String toString() {
    return "Token[" + file + "]";
  }
}
