package dev.weft.lab.check;

import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Expectation;
import dev.weft.lab.topology.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Runs the expectations of a lab.
public final class Check {
  /// Calls at the same time for one expectation.
  private static final int TOGETHER = 4;

  /// How long a bundle that is taken or given may need to count everywhere.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration GLANCE = Duration.ofMillis(300);

  private final Layout layout;
  private final Grounds grounds;

  /// What the check needs to know of a lab that is up.
  public interface Grounds {
    /// What a placeholder stands for.
    String address(Target.Placeholder place);

    /// Where the sidecar of a pod writes its log.
    Path log(Pod pod);

    /// Takes the bundles of trust domains away from all other meshes.
    ///
    /// @return gives them back
    Runnable withdraw(List<String> domains);
  }

  public Check(Layout layout, Grounds grounds) {
    this.layout = layout;
    this.grounds = grounds;
  }

  /// Runs them all in order, those without a bundle last; each finding is handed on as it is made.
  public List<Finding> run(Consumer<Finding> each) {
    List<Finding> findings = new ArrayList<>();
    Consumer<Finding> take =
        finding -> {
          findings.add(finding);
          each.accept(finding);
        };
    Map<List<String>, List<Expectation>> groups = new LinkedHashMap<>();
    groups.put(List.of(), new ArrayList<>());
    for (Expectation expectation : layout.lab().expectations()) {
      groups.computeIfAbsent(expectation.without(), none -> new ArrayList<>()).add(expectation);
    }
    groups.forEach((without, expectations) -> {
      if (without.isEmpty()) {
        expectations.forEach(expectation -> judge(expectation, take));
      } else {
        bare(without, expectations, take);
      }
    });
    return findings;
  }

  private void judge(Expectation expectation, Consumer<Finding> take) {
    for (String from : expectation.from()) {
      take.accept(finding(from, expectation));
    }
  }

  /// Takes bundles away, checks, gives them back, and checks that the same calls are again what
  /// they are with them. What changes takes a moment to reach every proxy.
  private void bare(List<String> domains, List<Expectation> expectations, Consumer<Finding> take) {
    Runnable back = grounds.withdraw(domains);
    try {
      expectations.forEach(
          expectation -> expectation.from().forEach(from -> take.accept(soon(from, expectation))));
    } finally {
      back.run();
    }
    for (Expectation bare : expectations) {
      for (Expectation usual : layout.lab().expectations()) {
        for (String from : usual.from()) {
          if (usual.without().isEmpty()
              && usual.call().equals(bare.call())
              && bare.from().contains(from)) {
            take.accept(soon(from, usual).named(usual.name() + ", when it is given again"));
          }
        }
      }
    }
  }

  private Finding soon(String from, Expectation expectation) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Finding finding = finding(from, expectation);
      if (finding.holds() || System.nanoTime() > end) {
        return finding;
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
  }

  private Finding finding(String from, Expectation expectation) {
    Pod pod = layout.pod(from).orElseThrow();
    String url = Target.resolve(expectation.call(), grounds::address);
    return Judge.judge(from, expectation, calls(pod, url, expectation));
  }

  /// A call, and why its TLS failed, where that is why it did.
  private Outcome call(Pod pod, Caller.Request request) {
    String id = UUID.randomUUID().toString();
    Outcome outcome = Caller.call(pod, request.with("x-request-id", id));
    boolean proxied =
        pod.kind().proxy().isPresent()
            && outcome.reason().isPresent()
            && (outcome.status() == 503 || outcome.status() == 502);
    return proxied
        ? SidecarLog.tlsFailure(grounds.log(pod), id).map(outcome::untrusted).orElse(outcome)
        : outcome;
  }

  private List<Outcome> calls(Pod pod, String url, Expectation expectation) {
    Caller.Request request = new Caller.Request(url, expectation.method(), expectation.headers());
    List<Future<Outcome>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(TOGETHER)) {
      for (int i = 0; i < expectation.times(); i++) {
        running.add(threads.submit(() -> call(pod, request)));
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
