package dev.weft.net.exchange;

import dev.weft.graph.route.Forward;
import dev.weft.net.upstream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The request of one exchange on its way to the upstream, no faster than the upstream takes it.
final class Upload {
  private final Downstream down;
  private final Ledger ledger;
  private final Deadlines deadlines;
  private RequestBody body = new RequestBody(0);
  private List<MirrorCopy> mirrors = List.of();
  private @Nullable Forward forward;
  private boolean bodiless;
  private boolean batching = true;
  private boolean paused;
  private boolean raw;

  Upload(Downstream down, Ledger ledger, Deadlines deadlines) {
    this.down = down;
    this.ledger = ledger;
    this.deadlines = deadlines;
  }

  /// Keeps the body for another attempt, up to so many bytes.
  void keep(int limitBytes) {
    body = new RequestBody(limitBytes);
  }

  /// It is known that nothing follows the head.
  void bodiless() {
    bodiless = true;
    body.none();
  }

  void towards(Forward to) {
    forward = to;
  }

  void copyTo(MirrorCopy copy) {
    if (mirrors.isEmpty()) {
      mirrors = new ArrayList<>(1);
    }
    if (bodiless) {
      copy.add(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    mirrors.add(copy);
  }

  boolean ended() {
    return body.ended();
  }

  boolean raw() {
    return raw;
  }

  void becomeRaw() {
    raw = true;
  }

  boolean replayable() {
    return body.replayable();
  }

  void rewind() {
    body.rewind();
  }

  void forget() {
    body.forget();
  }

  /// Writes the head, and what there is of the body.
  void send(Stream stream, HttpRequest request) {
    Forward to = forward;
    if (bodiless && !upgrading()) {
      stream.write(
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              request.method(),
              request.uri(),
              Unpooled.EMPTY_BUFFER,
              request.headers(),
              EmptyHttpHeaders.INSTANCE));
    } else {
      stream.write(request);
      body.writeTo(stream);
    }
    deadlines.attempt(to == null ? 0 : to.retry().perTryTimeoutNanos(), body.ended());
    if (!batching) {
      stream.flush();
    }
    if (stream.writable()) {
      resumeReading();
    } else if (!body.ended()) {
      holdClient(stream);
    }
  }

  /// Bytes flow to a tunnel that is open now.
  void tunnel(Stream stream) {
    raw = true;
    body.writeTo(stream);
    stream.flush();
    resumeReading();
  }

  private boolean upgrading() {
    Forward to = forward;
    return to != null && !to.upgrade().isEmpty();
  }

  /// A piece of the body, taken over; whether it was the client's last word after an upgrade.
  boolean content(HttpContent piece, @Nullable Stream stream) {
    batching = true;
    ledger.received(piece.content());
    deadlines.touch();
    boolean last = piece instanceof LastHttpContent;
    if (raw) {
      bytes(piece.content(), stream);
      return last;
    }
    if (upgrading() && piece == LastHttpContent.EMPTY_LAST_CONTENT) {
      return false;
    }
    if (body.ended()) {
      piece.release();
      return false;
    }
    for (int i = 0; i < mirrors.size(); i++) {
      mirrors.get(i).add(piece.retainedDuplicate());
    }
    body.add(piece);
    if (last) {
      ledger.requestEndNanos = System.nanoTime();
      Forward to = forward;
      deadlines.requestEnded(to == null ? 0 : to.retry().perTryTimeoutNanos());
    }
    if (stream != null) {
      body.writeTo(stream);
      if (!stream.writable() && !last) {
        holdClient(stream);
      }
    } else if (body.crowded() && !last) {
      pauseReading();
    }
    return false;
  }

  /// Nothing more is at hand for now.
  void paused(@Nullable Stream stream) {
    if (batching) {
      batching = false;
      if (stream != null) {
        stream.flush();
      }
    }
  }

  /// Bytes after an upgrade, taken over.
  void bytes(ByteBuf bytes, @Nullable Stream stream) {
    if (stream == null) {
      bytes.release();
      return;
    }
    batching = true;
    deadlines.touch();
    stream.writeBytes(bytes);
    if (!stream.writable()) {
      holdClient(stream);
    }
  }

  /// Pauses first: flushing may make room at once, and say so only once.
  private void holdClient(Stream stream) {
    pauseReading();
    stream.flush();
    if (stream.writable()) {
      resumeReading();
    }
  }

  private void pauseReading() {
    if (!paused) {
      paused = true;
      down.reading(false);
    }
  }

  void resumeReading() {
    if (paused) {
      paused = false;
      down.reading(true);
    }
  }

  void release() {
    if (!body.ended()) {
      mirrors.forEach(MirrorCopy::cancel);
    }
    body.release();
  }
}
