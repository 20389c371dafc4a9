package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.cluster.endpoint.Ejection;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Observation;
import dev.weft.graph.cluster.endpoint.Outliers;
import dev.weft.graph.exchange.ResponseFlag;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The live cell with the endpoints of a cluster: the same object from graph to graph, its content
/// replaced by EDS, by DNS answers and by ejections.
public final class Endpoints {
  private static final Pick.None UNHEALTHY = new Pick.None(ResponseFlag.UH, "no_healthy_upstream");
  private static final Pick.None DROPPED = new Pick.None(ResponseFlag.DO, "drop_overload");

  private final Map<Lookup, List<InetAddress>> answers = new HashMap<>();
  private final Destinations destinations = new Destinations();
  private final AtomicInteger cursor = new AtomicInteger();
  private Assignment assignment = Assignment.NONE;
  private int enforcementCredit;
  private volatile Settings settings;
  private List<Lookup> lookups = List.of();
  private volatile List<Endpoint> all = List.of();
  private volatile Tiers tiers = Tiers.EMPTY;

  /// A cell without endpoints.
  public Endpoints(Settings settings) {
    this.settings = settings;
  }

  /// Every endpoint, healthy or not.
  public List<Endpoint> all() {
    return settings.discovery() == Discovery.ORIGINAL_DST ? destinations.all() : all;
  }

  /// Publishes new settings and, when given, a new assignment; the Linker's business.
  public synchronized void replace(Settings newSettings, Assignment newAssignment) {
    boolean sameNames = newSettings.discovery() == settings.discovery();
    settings = newSettings;
    assignment = newAssignment;
    if (!sameNames) {
      answers.clear();
    }
    expand();
  }

  /// What the control plane listed.
  public synchronized Assignment assignment() {
    return assignment;
  }

  Pick pick(Settings current, PickContext context) {
    if (current.discovery() == Discovery.ORIGINAL_DST) {
      return context.arrival().intercepted()
          ? new Pick.Chosen(destinations.at(context.arrival().original()))
          : UNHEALTHY;
    }
    Tiers now = tiers;
    if (now.returnAtNanos() - context.nowNanos() <= 0 && now.anyOut()) {
      release(context.nowNanos());
      now = tiers;
    }
    if (now.drop().numerator() > 0 && now.drop().takes(context.random().nextLong())) {
      return DROPPED;
    }
    Endpoint endpoint = now.choose(current.policy(), cursor, context);
    return endpoint == null ? UNHEALTHY : new Pick.Chosen(endpoint);
  }

  synchronized List<Lookup> lookups() {
    return lookups;
  }

  synchronized void resolved(Lookup lookup, List<InetAddress> addresses) {
    List<InetAddress> before = answers.put(lookup, List.copyOf(addresses));
    if (!addresses.equals(before)) {
      expand();
    }
  }

  synchronized void observe(Endpoint endpoint, Observation observation, long nowNanos) {
    Outliers rules = settings.outliers().orElse(null);
    if (rules == null) {
      return;
    }
    if (observation == Observation.SUCCESS && endpoint.live().ejection().isEmpty()) {
      return;
    }
    Ejection.Detector detector = endpoint.live().noted().count(rules, observation);
    if (detector == Ejection.Detector.NONE || !enforces(rules.enforcing().of(detector))) {
      return;
    }
    int total = all.size();
    long out = all.stream().filter(each -> each.live().out()).count();
    boolean allowed = out == 0 || (out + 1) * 100 <= (long) rules.maxEjectionPercent() * total;
    if (allowed && endpoint.live().noted().eject(rules, nowNanos)) {
      tiers = Tiers.of(all, assignment, settings);
    }
  }

  /// Spreads a percentage evenly over findings: a quarter is every fourth.
  private boolean enforces(int percent) {
    enforcementCredit += percent;
    if (enforcementCredit < 100) {
      return false;
    }
    enforcementCredit = percent >= 100 ? 0 : enforcementCredit - 100;
    return true;
  }

  private synchronized void release(long nowNanos) {
    boolean any = false;
    for (Endpoint endpoint : all) {
      any |= endpoint.live().out() && endpoint.live().noted().release(nowNanos);
    }
    if (any) {
      tiers = Tiers.of(all, assignment, settings);
    }
  }

  private void expand() {
    Expansion expansion = new Expansion(settings, answers, all);
    expansion.addAll(assignment);
    lookups = expansion.lookups();
    answers.keySet().retainAll(lookups);
    all = expansion.endpoints();
    if (settings.outliers().isEmpty()) {
      all.forEach(endpoint -> endpoint.live().ejection().ifPresent(Ejection::pardon));
    }
    tiers = Tiers.of(all, assignment, settings);
  }
}
