package dev.weft.sources.kubernetes;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks an API server whose a token is (Kubernetes, authentication.k8s.io/v1 TokenReview).
public final class TokenReview {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ACCOUNT = "system:serviceaccount:";
  private static final String PATH = "/apis/authentication.k8s.io/v1/tokenreviews";

  private TokenReview() {}

  /// A service account.
  public record Account(String namespace, String name) {}

  /// Whose the token is, if it is good for that audience.
  public static Checked<Account> of(ApiServer server, String token, String audience) {
    ObjectNode review = JSON.createObjectNode();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
    review.putObject("spec").put("token", token).putArray("audiences").add(audience);
    JsonNode status;
    try {
      status = server.send("POST", PATH, review).path("status");
    } catch (IOException failed) {
      return refused(
          Problem.Code.UNAVAILABLE,
          "the token cannot be reviewed at " + server.place() + ": " + failed.getMessage(),
          "see whether that API server can be reached and lets us create token reviews");
    }
    if (!status.path("authenticated").asBoolean(false)) {
      String error = status.path("error").asString("");
      return refused(
          Problem.Code.INVALID_VALUE,
          "the cluster does not accept the token" + (error.isEmpty() ? "" : ": " + error),
          "show a current token of audience " + audience);
    }
    boolean meant = false;
    for (JsonNode each : status.path("audiences")) {
      meant |= each.asString("").equals(audience);
    }
    if (!meant) {
      return refused(
          Problem.Code.INVALID_VALUE,
          "the token is not for " + audience,
          "show a token of audience " + audience);
    }
    String user = status.path("user").path("username").asString("");
    int colon = user.indexOf(':', ACCOUNT.length());
    if (!user.startsWith(ACCOUNT) || colon < 0 || colon == user.length() - 1) {
      return refused(
          Problem.Code.INVALID_VALUE,
          "the token is of '" + user + "', which is no service account",
          "show the token of a service account");
    }
    return Checked.valid(
        new Account(user.substring(ACCOUNT.length(), colon), user.substring(colon + 1)));
  }

  private static <T> Checked<T> refused(Problem.Code code, String cause, String remedy) {
    return new Checked.Invalid<>(List.of(Problem.error(code, "authorization", cause, remedy)));
  }
}
