package dev.weft.net.exchange;

import dev.weft.net.upstream.Stream;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;

/// The body of a request on its way to the upstream: what waits for a stream, and what is kept to
/// be sent again.
///
/// Bounds: what waits stops the client beyond [#WAITING_BYTES]; what is kept for another attempt is
/// let go beyond the limit it was made with.
final class RequestBody {
  static final int WAITING_BYTES = 64 * 1024;

  private final int keptLimitBytes;
  private final List<HttpContent> pieces = new ArrayList<>(2);
  private boolean keeping;
  private boolean whole = true;
  private boolean ended;
  private int next;
  private long held;
  private long received;

  /// @param keptLimitBytes 0 when the request is never sent again
  RequestBody(int keptLimitBytes) {
    this.keptLimitBytes = keptLimitBytes;
    this.keeping = keptLimitBytes > 0;
  }

  /// Takes a piece over.
  void add(HttpContent piece) {
    int bytes = piece.content().readableBytes();
    received += bytes;
    ended |= piece instanceof LastHttpContent;
    if (keeping && held + bytes > keptLimitBytes) {
      forget();
    }
    held += bytes;
    pieces.add(piece);
  }

  /// There is no body at all, and whoever sends the head knows it.
  void none() {
    ended = true;
  }

  /// Whether the client had better wait.
  boolean crowded() {
    return pieces.size() > next && held > WAITING_BYTES;
  }

  boolean ended() {
    return ended;
  }

  long receivedBytes() {
    return received;
  }

  /// Whether everything received so far could be sent again.
  boolean replayable() {
    return whole;
  }

  /// Writes what has not been written yet; whether the end was among it.
  boolean writeTo(Stream stream) {
    boolean last = false;
    while (next < pieces.size()) {
      HttpContent piece = pieces.get(next++);
      last = piece instanceof LastHttpContent;
      stream.write(keeping ? piece.retainedDuplicate() : piece);
    }
    if (!keeping) {
      whole &= pieces.isEmpty();
      pieces.clear();
      next = 0;
      held = 0;
    }
    return last;
  }

  /// Another attempt starts from the beginning.
  void rewind() {
    next = 0;
  }

  /// No further attempt will be made.
  void forget() {
    if (keeping) {
      keeping = false;
      for (int i = 0; i < next; i++) {
        held -= pieces.get(i).content().readableBytes();
        pieces.get(i).release();
      }
      whole = whole && next == 0;
      pieces.subList(0, next).clear();
      next = 0;
    }
  }

  void release() {
    for (HttpContent piece : pieces) {
      piece.release();
    }
    pieces.clear();
    next = 0;
    held = 0;
    keeping = false;
  }

  int keptLimitBytes() {
    return keptLimitBytes;
  }
}
