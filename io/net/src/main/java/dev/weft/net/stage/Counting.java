package dev.weft.net.stage;

import dev.weft.graph.exchange.Tally;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.HttpTerminal.Count;
import dev.weft.net.codec.Traffic;
import io.netty.channel.Channel;

/// Counts a client's connection that speaks HTTP, from here to its end.
final class Counting {
  private Counting() {}

  /// Everything that is read from and written to the rest of the pipeline counts.
  static void begin(Channel channel, HttpTerminal terminal, boolean tls, Version version) {
    Tally<Count> tally = terminal.tally();
    Traffic<Count> traffic =
        new Traffic<>(
            tally, Count.DOWNSTREAM_CX_RX_BYTES_TOTAL, Count.DOWNSTREAM_CX_TX_BYTES_TOTAL);
    channel.pipeline().addLast(traffic);
    tally.increment(Count.DOWNSTREAM_CX_TOTAL);
    tally.increment(version.total);
    active(tally, tls, version, 1);
    if (tls) {
      tally.increment(Count.DOWNSTREAM_CX_SSL_TOTAL);
    }
    channel
        .closeFuture()
        .addListener(closed -> {
          active(tally, tls, version, -1);
          tally.increment(Count.DOWNSTREAM_CX_DESTROY);
          tally.increment(
              traffic.closedByUs()
                  ? Count.DOWNSTREAM_CX_DESTROY_LOCAL
                  : Count.DOWNSTREAM_CX_DESTROY_REMOTE);
        });
  }

  private static void active(Tally<Count> tally, boolean tls, Version version, int by) {
    tally.add(Count.DOWNSTREAM_CX_ACTIVE, by);
    tally.add(version.active, by);
    if (tls) {
      tally.add(Count.DOWNSTREAM_CX_SSL_ACTIVE, by);
    }
  }

  /// Which HTTP is spoken.
  enum Version {
    HTTP1(Count.DOWNSTREAM_CX_HTTP1_TOTAL, Count.DOWNSTREAM_CX_HTTP1_ACTIVE),
    HTTP2(Count.DOWNSTREAM_CX_HTTP2_TOTAL, Count.DOWNSTREAM_CX_HTTP2_ACTIVE);

    private final Count total;
    private final Count active;

    Version(Count total, Count active) {
      this.total = total;
      this.active = active;
    }
  }
}
