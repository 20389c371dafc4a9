package dev.weft.lab.cluster.api;

import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.lab.cluster.store.Ref;
import dev.weft.lab.cluster.store.Shelf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers who a token is (TokenReview) and makes new ones (TokenRequest).
record Reviews(ObjectStore store, Tokens tokens) {
  private static final long USUAL_SECONDS = 3600;
  private static final long LEAST_SECONDS = 1;
  private static final long MOST_SECONDS = 86_400;

  /// Whose token it is, if the account is still there and has not been made anew since.
  ///
  /// @throws ApiRefusal with the reason otherwise
  Tokens.Verified verified(String text, Instant now) throws ApiRefusal {
    Tokens.Verified verified = tokens.verify(text, now);
    Tokens.Account account = verified.account();
    ObjectNode kept =
        store
            .get(new Ref(Shelf.ACCOUNTS, account.namespace(), account.name()))
            .orElseThrow(() ->
                new ApiRefusal(
                    401,
                    "Unauthorized",
                    "the service account " + account.user() + " is not there any more"));
    if (!kept.path("metadata").path("uid").asString("").equals(account.uid())) {
      throw new ApiRefusal(
          401, "Unauthorized", "the service account " + account.user() + " has been made anew");
    }
    return verified;
  }

  /// Fills in the status of a TokenReview.
  ObjectNode review(ObjectNode review, Instant now) {
    ObjectNode answer = review.deepCopy();
    ObjectNode status = answer.putObject("status");
    List<String> wanted = texts(review.path("spec").path("audiences"));
    try {
      Tokens.Verified verified = verified(review.path("spec").path("token").asString(""), now);
      List<String> shared = new ArrayList<>(verified.audiences());
      shared.retainAll(wanted.isEmpty() ? List.of(Tokens.ISSUER) : wanted);
      if (shared.isEmpty()) {
        throw new ApiRefusal(
            401,
            "Unauthorized",
            "the token is for " + verified.audiences() + " and not for " + wanted);
      }
      Tokens.Account account = verified.account();
      status.put("authenticated", true);
      ObjectNode user = status.putObject("user");
      user.put("username", account.user()).put("uid", account.uid());
      user.putArray("groups")
          .add("system:serviceaccounts")
          .add("system:serviceaccounts:" + account.namespace())
          .add("system:authenticated");
      ArrayNode audiences = status.putArray("audiences");
      shared.forEach(audiences::add);
    } catch (ApiRefusal refused) {
      status.put("authenticated", false).put("error", String.valueOf(refused.getMessage()));
    }
    return answer;
  }

  /// Fills in the status of a TokenRequest for an account.
  ///
  /// @throws ApiRefusal when there is no such account, or the life asked for is impossible
  ObjectNode issue(Ref account, ObjectNode request, Instant now) throws ApiRefusal {
    ObjectNode kept = store.get(account).orElseThrow(() -> ApiRefusal.notFound(account));
    long seconds = request.path("spec").path("expirationSeconds").asLong(USUAL_SECONDS);
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw ApiRefusal.invalid(
          "spec.expirationSeconds is "
              + seconds
              + ", but a token lives from "
              + LEAST_SECONDS
              + " to "
              + MOST_SECONDS
              + " seconds");
    }
    List<String> audiences = texts(request.path("spec").path("audiences"));
    Duration life = Duration.ofSeconds(seconds);
    ObjectNode answer = request.deepCopy();
    answer
        .putObject("status")
        .put(
            "token",
            tokens.issue(
                new Tokens.Account(
                    account.namespace(),
                    account.name(),
                    kept.path("metadata").path("uid").asString("")),
                audiences.isEmpty() ? List.of(Tokens.ISSUER) : audiences,
                now,
                life))
        .put("expirationTimestamp", now.plus(life).toString());
    return answer;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asString("")));
    return texts;
  }
}
