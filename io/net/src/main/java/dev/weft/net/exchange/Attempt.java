package dev.weft.net.exchange;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Observation;
import dev.weft.net.upstream.Failure;
import dev.weft.net.upstream.Receiver;
import dev.weft.net.upstream.Stream;
import dev.weft.net.upstream.Ticket;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One try of an exchange at one endpoint, and its place in the cluster's accounts.
final class Attempt implements Receiver {
  final Cluster cluster;
  final Endpoint endpoint;
  final int number;
  private final Exchange exchange;
  private final boolean retry;
  private Ticket ticket = Ticket.SERVED;
  private @Nullable Stream stream;
  private boolean over;

  Attempt(Exchange exchange, Cluster cluster, Endpoint endpoint, int number) {
    this.exchange = exchange;
    this.cluster = cluster;
    this.endpoint = endpoint;
    this.number = number;
    this.retry = number > 1;
    endpoint.live().begin();
  }

  void waitingWith(Ticket place) {
    ticket = place;
  }

  @Nullable Stream stream() {
    return stream;
  }

  boolean over() {
    return over;
  }

  @Override
  public void connected(Stream ready) {
    if (over) {
      ready.cancel();
      return;
    }
    stream = ready;
    exchange.connected(this, ready);
  }

  @Override
  public void failed(Failure failure) {
    if (!over) {
      observe(Observation.LOCAL_FAILURE);
      end(true);
      exchange.failed(this, failure);
    }
  }

  @Override
  public void received(Object message) {
    if (over) {
      ReferenceCountUtil.release(message);
    } else {
      exchange.received(this, message);
    }
  }

  @Override
  public void paused() {
    exchange.responsePaused();
  }

  @Override
  public void writabilityChanged() {
    exchange.upstreamWritabilityChanged(this);
  }

  void observe(Observation observation) {
    cluster.observe(endpoint, observation, System.nanoTime());
  }

  /// The response is whole.
  void release(boolean reusable) {
    Stream used = stream;
    end(false);
    if (used != null) {
      used.release(reusable);
    }
  }

  /// Gives up.
  void cancel() {
    if (over) {
      return;
    }
    end(true);
    ticket.withdraw();
    if (stream != null) {
      stream.cancel();
    }
  }

  private void end(boolean failed) {
    if (!over) {
      over = true;
      endpoint.live().end(failed);
      cluster.usage().requestEnd();
      if (retry) {
        cluster.usage().retryEnd();
      }
    }
  }
}
