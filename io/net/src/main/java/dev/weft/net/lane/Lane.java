package dev.weft.net.lane;

import dev.weft.graph.Graph;
import dev.weft.graph.Record;
import dev.weft.net.NetSettings;
import dev.weft.net.Observer;
import dev.weft.net.tls.Contexts;
import dev.weft.net.tls.Peers;
import dev.weft.net.tls.Trust;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Everything that one event loop works with. Confined to that loop, but for what it shares with
/// its neighbours: contexts, peers, the observer.
public final class Lane {
  /// What all lanes of a stage share.
  ///
  /// @param names resolves the host names of endpoints without blocking a loop
  public record Shared(
      NetSettings settings,
      Observer observer,
      Contexts contexts,
      Peers peers,
      Trust trust,
      AddressResolverGroup<InetSocketAddress> names) {}

  /// How long a derived wall clock is trusted before it is read again.
  private static final long CLOCK_NANOS = 1_000_000_000L;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final EventLoop loop;
  private final Shared shared;
  private final Alarms alarms;
  private final ChannelGroup outward;
  private final SplittableRandom random = new SplittableRandom();
  private Graph graph = Graph.EMPTY;
  private boolean draining;
  private boolean complained;
  private String date = "";
  private long dateSecond;
  private long clockNanos;
  private long clockEpochMicros;

  public Lane(EventLoop loop, Shared shared) {
    this.loop = loop;
    this.shared = shared;
    this.alarms = new Alarms(loop);
    this.outward = new DefaultChannelGroup(loop);
    readClock(System.nanoTime());
  }

  public EventLoop loop() {
    return loop;
  }

  /// Every open connection to an upstream.
  public ChannelGroup outward() {
    return outward;
  }

  public Alarms alarms() {
    return alarms;
  }

  public RandomGenerator random() {
    return random;
  }

  public NetSettings settings() {
    return shared.settings();
  }

  public Contexts contexts() {
    return shared.contexts();
  }

  public Peers peers() {
    return shared.peers();
  }

  public Trust trust() {
    return shared.trust();
  }

  public AddressResolverGroup<InetSocketAddress> names() {
    return shared.names();
  }

  /// The graph of now; an exchange reads it once.
  public Graph graph() {
    return graph;
  }

  /// Makes another graph current; only on the loop.
  public void publish(Graph next) {
    graph = next;
  }

  /// Whether clients are being asked to leave.
  public boolean draining() {
    return draining;
  }

  public void drain() {
    draining = true;
  }

  /// The wall clock at a reading of the monotonic one.
  public long epochMicros(long nanos) {
    if (nanos - clockNanos > CLOCK_NANOS) {
      readClock(nanos);
    }
    return clockEpochMicros + (nanos - clockNanos) / 1000;
  }

  /// The time as the `date` field of a response has it (RFC 9110, section 5.6.7).
  public String date() {
    long second = epochMicros(System.nanoTime()) / 1_000_000;
    if (second != dateSecond) {
      dateSecond = second;
      date = DATE.format(Instant.ofEpochSecond(second));
    }
    return date;
  }

  private void readClock(long nanos) {
    clockNanos = nanos;
    Instant now = Instant.now();
    clockEpochMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  public Observer observer() {
    return shared.observer();
  }

  /// Tells the observer, whose failure must not become a request's.
  public void observe(Record record) {
    try {
      shared.observer().over(record);
    } catch (RuntimeException defect) {
      complain(defect);
    }
  }

  /// Tells the observer of a TCP connection that goes on.
  public void observeUnderWay(Record record) {
    try {
      shared.observer().underWay(record);
    } catch (RuntimeException defect) {
      complain(defect);
    }
  }

  private void complain(RuntimeException defect) {
    if (!complained) {
      complained = true;
      System.getLogger(Lane.class.getName())
          .log(System.Logger.Level.ERROR, "the observer of the data path failed", defect);
    }
  }
}
