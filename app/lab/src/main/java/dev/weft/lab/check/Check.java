package dev.weft.lab.check;

import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Expectation;
import dev.weft.lab.topology.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/// Runs the expectations of a lab.
public final class Check {
  /// Calls at the same time for one expectation.
  private static final int TOGETHER = 4;

  private final Layout layout;
  private final Function<Target.Placeholder, String> addresses;

  /// @param addresses what placeholders stand for
  public Check(Layout layout, Function<Target.Placeholder, String> addresses) {
    this.layout = layout;
    this.addresses = addresses;
  }

  /// Runs them all in order; each finding is handed on as it is made.
  public List<Finding> run(Consumer<Finding> each) {
    List<Finding> findings = new ArrayList<>();
    for (Expectation expectation : layout.lab().expectations()) {
      String url = Target.resolve(expectation.call(), addresses);
      for (String from : expectation.from()) {
        Pod pod = layout.pod(from).orElseThrow();
        Finding finding = Judge.judge(from, expectation, calls(pod, url, expectation));
        findings.add(finding);
        each.accept(finding);
      }
    }
    return findings;
  }

  private static List<Outcome> calls(Pod pod, String url, Expectation expectation) {
    Caller.Request request = new Caller.Request(url, expectation.method(), expectation.headers());
    List<Future<Outcome>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(TOGETHER)) {
      for (int i = 0; i < expectation.times(); i++) {
        running.add(threads.submit(() -> Caller.call(pod, request)));
      }
    }
    return running.stream().map(Check::outcome).toList();
  }

  /// Of a call that has ended.
  private static Outcome outcome(Future<Outcome> call) {
    if (call.state() == Future.State.FAILED
        && call.exceptionNow() instanceof RuntimeException failed) {
      throw failed;
    }
    return call.resultNow();
  }
}
