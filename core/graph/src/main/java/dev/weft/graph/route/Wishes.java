package dev.weft.graph.route;

import dev.weft.graph.exchange.Head;
import dev.weft.graph.retry.RetryOn;
import dev.weft.graph.retry.RetryPolicy;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the client asks of timeouts and retries: `x-envoy-*` headers of internal requests, and
/// `grpc-timeout`.
final class Wishes {
  private static final Wishes NONE = new Wishes(null);
  private static final long MILLI = 1_000_000L;

  private final @Nullable Head head;

  private Wishes(@Nullable Head head) {
    this.head = head;
  }

  static Wishes of(Case about) {
    return about.edge.mayWish() ? new Wishes(about.head) : NONE;
  }

  private long number(String header) {
    String value = head == null ? null : head.header(header);
    if (value == null || value.isEmpty() || value.length() > 12) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  RetryPolicy retry(RetryPolicy configured) {
    if (head == null) {
      return configured;
    }
    String on = head.header("x-envoy-retry-on");
    String grpcOn = head.header("x-envoy-retry-grpc-on");
    long most = number("x-envoy-max-retries");
    long perTry = number("x-envoy-upstream-rq-per-try-timeout-ms");
    if (on == null && grpcOn == null && most < 0 && perTry < 0) {
      return configured;
    }
    Set<RetryOn> conditions = EnumSet.noneOf(RetryOn.class);
    conditions.addAll(configured.conditions());
    add(conditions, on);
    add(conditions, grpcOn);
    int least = on == null && grpcOn == null ? 0 : 1;
    return new RetryPolicy(
        conditions,
        most >= 0 ? (int) Math.min(most, 100) : Math.max(configured.retries(), least),
        configured.statuses(),
        configured.headers(),
        perTry >= 0 ? perTry * MILLI : configured.perTryTimeoutNanos(),
        configured.baseBackoffNanos(),
        configured.maxBackoffNanos(),
        configured.avoidTried(),
        configured.hostAttempts(),
        configured.sparePrioritiesEvery());
  }

  private static void add(Set<RetryOn> conditions, @Nullable String words) {
    if (words != null) {
      for (String word : words.split(",", 32)) {
        RetryOn.of(word.trim()).ifPresent(conditions::add);
      }
    }
  }

  Timeouts timeouts(Action.Durations durations, Head request, boolean grpc) {
    long whole = durations.request();
    if (grpc && durations.grpcMost().isPresent()) {
      long asked = grpcTimeout(request.header("grpc-timeout")).orElse(0L);
      long most = durations.grpcMost().getAsLong();
      asked = asked > durations.grpcOffset() ? asked - durations.grpcOffset() : asked;
      whole = most > 0 && (asked == 0 || asked > most) ? most : asked;
    }
    long wished = number("x-envoy-upstream-rq-timeout-ms");
    return new Timeouts(
        wished >= 0 ? wished * MILLI : whole,
        durations.idle().orElse(-1),
        durations.stream().orElse(0));
  }

  /// Nanoseconds of a `grpc-timeout` such as `10S`.
  static Optional<Long> grpcTimeout(@Nullable String text) {
    if (text == null || text.length() < 2 || text.length() > 9) {
      return Optional.empty();
    }
    long number = 0;
    for (int i = 0; i < text.length() - 1; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      number = number * 10 + digit;
    }
    long unit =
        switch (text.charAt(text.length() - 1)) {
          case 'H' -> 3_600_000_000_000L;
          case 'M' -> 60_000_000_000L;
          case 'S' -> 1_000_000_000L;
          case 'm' -> MILLI;
          case 'u' -> 1_000L;
          case 'n' -> 1L;
          default -> 0L;
        };
    return unit == 0
        ? Optional.empty()
        : Optional.of(number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit);
  }
}
