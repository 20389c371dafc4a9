package dev.weft.lab.check;

import dev.weft.lab.topology.Expectation;
import dev.weft.lab.topology.Expectation.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Compares what calls came to with what was expected.
public final class Judge {
  private final Expectation expectation;
  private final List<Outcome> outcomes;

  private Judge(Expectation expectation, List<Outcome> outcomes) {
    this.expectation = expectation;
    this.outcomes = outcomes;
  }

  /// The finding for one caller.
  public static Finding judge(String caller, Expectation expectation, List<Outcome> outcomes) {
    Judge judge = new Judge(expectation, outcomes);
    List<String> wrong = judge.wrong();
    String reason = wrong.isEmpty() ? judge.why() : String.join("; ", wrong) + judge.words();
    return new Finding(
        caller,
        expectation.name(),
        expectation.call(),
        expected(expectation),
        judge.observed(),
        reason,
        wrong.isEmpty(),
        judge.good().stream()
            .map(Outcome::pod)
            .filter(pod -> !pod.isEmpty())
            .distinct()
            .sorted()
            .toList(),
        judge.good().stream().anyMatch(outcome -> !outcome.peer().isEmpty()));
  }

  /// An expectation in a few words.
  public static String expected(Expectation expectation) {
    if (expectation.expect() == Verdict.FAIL) {
      return "fail" + expectation.reason().map(reason -> ": " + reason).orElse("");
    }
    List<String> words = new ArrayList<>();
    if (!expectation.answers().isEmpty()) {
      words.add("from " + String.join(", ", expectation.answers()));
    }
    expectation.peer().ifPresent(peer -> words.add("as " + peer));
    return "ok" + (words.isEmpty() ? "" : " " + String.join(" ", words));
  }

  private List<Outcome> good() {
    return outcomes.stream().filter(Outcome::good).toList();
  }

  private List<String> wrong() {
    return expectation.expect() == Verdict.FAIL ? wrongOfFailure() : wrongOfSuccess();
  }

  private List<String> wrongOfFailure() {
    List<String> wrong = new ArrayList<>();
    long good = good().size();
    if (good > 0) {
      wrong.add(good + " of " + outcomes.size() + " calls succeeded");
    }
    expectation
        .reason()
        .ifPresent(reason ->
            outcomes.stream()
                .flatMap(outcome -> outcome.reason().stream())
                .filter(seen -> seen != reason)
                .findFirst()
                .ifPresent(seen ->
                    wrong.add(
                        "it failed because " + seen.words() + ", not because " + reason.words())));
    expectation
        .status()
        .ifPresent(status ->
            outcomes.stream()
                .filter(outcome -> outcome.status() != status)
                .findFirst()
                .ifPresent(other -> wrong.add("the status was " + other.status())));
    return wrong;
  }

  private List<String> wrongOfSuccess() {
    List<String> wrong = new ArrayList<>();
    int bad = outcomes.size() - good().size();
    if (bad > 0) {
      wrong.add(bad + " of " + outcomes.size() + " calls failed: " + failures());
      return wrong;
    }
    expectation
        .status()
        .ifPresent(status ->
            outcomes.stream()
                .filter(outcome -> outcome.status() != status)
                .findFirst()
                .ifPresent(other -> wrong.add("the status was " + other.status())));
    answers(wrong);
    expectation.share().forEach((who, percent) -> share(wrong, who, percent));
    expectation
        .peer()
        .ifPresent(peer ->
            outcomes.stream()
                .map(Outcome::peer)
                .filter(seen -> !seen.equals(peer))
                .findFirst()
                .ifPresent(seen ->
                    wrong.add(
                        seen.isEmpty() ? "the server saw no identity" : "the server saw " + seen)));
    return wrong;
  }

  private void answers(List<String> wrong) {
    if (expectation.answers().isEmpty()) {
      return;
    }
    for (String who : expectation.answers()) {
      if (outcomes.stream().noneMatch(outcome -> is(outcome, who))) {
        wrong.add("no answer came from " + who);
      }
    }
    outcomes.stream()
        .filter(outcome -> expectation.answers().stream().noneMatch(who -> is(outcome, who)))
        .map(outcome -> outcome.pod().isEmpty() ? "somebody unknown" : outcome.pod())
        .distinct()
        .forEach(stranger -> wrong.add(stranger + " answered too"));
  }

  /// Within five standard deviations of what chance would give.
  private void share(List<String> wrong, String who, double percent) {
    double expected = percent / 100;
    double seen =
        (double) outcomes.stream().filter(outcome -> is(outcome, who)).count() / outcomes.size();
    double deviation = Math.sqrt(expected * (1 - expected) / outcomes.size());
    if (Math.abs(seen - expected) > 5 * deviation + 0.01) {
      wrong.add(
          String.format(
              Locale.ROOT,
              "%s answered %.0f %% of the calls, not %.0f %%",
              who,
              seen * 100,
              percent));
    }
  }

  private static boolean is(Outcome outcome, String who) {
    return outcome.pod().equals(who)
        || outcome.cluster().equals(who)
        || outcome.pod().replaceFirst("-\\d+$", "").equals(who);
  }

  private String observed() {
    int bad = outcomes.size() - good().size();
    if (bad == outcomes.size()) {
      return "fail: " + failures();
    }
    String answers =
        good().stream()
            .map(outcome -> outcome.pod().isEmpty() ? "?" : outcome.pod())
            .collect(Collectors.groupingBy(pod -> pod, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(entry -> entry.getKey() + (outcomes.size() == 1 ? "" : " " + entry.getValue()))
            .collect(Collectors.joining(", "));
    return (bad == 0 ? "ok" : bad + " failed, others ok") + " from " + answers;
  }

  private String failures() {
    Map<String, Long> counts = new LinkedHashMap<>();
    outcomes.stream()
        .flatMap(outcome -> outcome.reason().stream())
        .forEach(reason -> counts.merge(reason.toString(), 1L, Long::sum));
    return String.join(", ", counts.keySet());
  }

  /// Why it is as it was expected.
  private String why() {
    if (expectation.expect() == Verdict.FAIL) {
      return outcomes.stream()
          .flatMap(outcome -> outcome.reason().stream())
          .findFirst()
          .map(Expectation.Reason::words)
          .map(why -> why + words())
          .orElse("");
    }
    boolean encrypted = good().stream().anyMatch(outcome -> !outcome.peer().isEmpty());
    return encrypted
        ? "mutual TLS, as "
            + good().stream().map(Outcome::peer).distinct().collect(Collectors.joining(", "))
        : "";
  }

  private String words() {
    return outcomes.stream()
        .map(Outcome::words)
        .filter(words -> !words.isEmpty())
        .findFirst()
        .map(words -> " (" + words + ")")
        .orElse("");
  }
}
