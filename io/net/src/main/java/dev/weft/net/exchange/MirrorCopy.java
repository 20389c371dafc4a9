package dev.weft.net.exchange;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Pick;
import dev.weft.graph.cluster.PickContext;
import dev.weft.graph.route.Forward;
import dev.weft.net.upstream.Failure;
import dev.weft.net.upstream.Pools;
import dev.weft.net.upstream.Receiver;
import dev.weft.net.upstream.Stream;
import dev.weft.net.upstream.Ticket;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A copy of a request for a mirror: sent along, its response thrown away. Nothing of it reaches
/// the client, and it gives up rather than slow the request down.
final class MirrorCopy implements Receiver {
  private final HttpRequest head;
  private final Cluster cluster;
  private final int limitBytes;
  private final ArrayDeque<HttpContent> waiting = new ArrayDeque<>();
  private Ticket ticket = Ticket.SERVED;
  private @Nullable Stream stream;
  private int heldBytes;
  private boolean sent;
  private boolean over;
  private boolean reusable = true;
  private boolean interim;

  private MirrorCopy(HttpRequest head, Cluster cluster, int limitBytes) {
    this.head = head;
    this.cluster = cluster;
    this.limitBytes = limitBytes;
  }

  /// Starts a copy, unless the mirror is out of reach or at its limit.
  ///
  /// @param request as it is sent to the route's own cluster
  static @Nullable MirrorCopy start(
      Client client, Forward.Mirror mirror, HttpRequest request, Pools.Need need) {
    Cluster cluster = mirror.cluster();
    PickContext context =
        PickContext.first(client.lane().random(), System.nanoTime(), client.arrival());
    if (!(cluster.pick(context) instanceof Pick.Chosen chosen)
        || !cluster.usage().tryRequest(cluster.limits())) {
      return null;
    }
    HttpRequest copy =
        new DefaultHttpRequest(
            request.protocolVersion(), request.method(), request.uri(), request.headers().copy());
    copy.headers().set("host", mirror.authority());
    MirrorCopy made = new MirrorCopy(copy, cluster, client.lane().settings().mirrorBodyBytes());
    made.ticket = client.pools().acquire(cluster, chosen.endpoint(), need, made);
    return made;
  }

  /// Takes a piece of the body over.
  void add(HttpContent piece) {
    heldBytes += piece.content().readableBytes();
    if (over || heldBytes > limitBytes && (stream == null || !stream.writable())) {
      piece.release();
      cancel();
      return;
    }
    waiting.add(piece);
    pump();
  }

  private void pump() {
    Stream to = stream;
    if (to == null) {
      return;
    }
    for (HttpContent piece = waiting.poll(); piece != null; piece = waiting.poll()) {
      heldBytes -= piece.content().readableBytes();
      sent |= piece instanceof LastHttpContent;
      to.write(piece);
    }
    to.flush();
  }

  void cancel() {
    if (!over) {
      end();
      ticket.withdraw();
      if (stream != null) {
        stream.cancel();
      }
    }
  }

  private void end() {
    over = true;
    cluster.usage().requestEnd();
    waiting.forEach(HttpContent::release);
    waiting.clear();
  }

  @Override
  public void connected(Stream ready) {
    if (over) {
      ready.cancel();
      return;
    }
    stream = ready;
    ready.write(head);
    pump();
  }

  @Override
  public void failed(Failure failure) {
    if (!over) {
      end();
    }
  }

  @Override
  public void received(Object message) {
    boolean last = message instanceof LastHttpContent;
    if (message instanceof HttpResponse response) {
      // The decoder ends an interim response with an empty piece of its own.
      interim = response.status().code() < 200;
      reusable = HttpUtil.isKeepAlive(response);
    }
    ReferenceCountUtil.release(message);
    Stream from = stream;
    if (last && interim) {
      interim = false;
    } else if (last && !over && from != null) {
      end();
      from.release(reusable && sent);
    }
  }

  @Override
  public void paused() {}

  @Override
  public void writabilityChanged() {}
}
