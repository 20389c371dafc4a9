package dev.weft.net.codec;

import dev.weft.graph.Record;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.List;
import java.util.Map;

/// Counts the bytes of one exchange on one of its sides. Confined to one event loop.
public final class Meter {
  /// Every frame of HTTP/2 begins with so many bytes (RFC 9113, section 4.1).
  private static final int FRAME_HEADER_BYTES = 9;

  private long received;
  private long sent;
  private long headsReceived;
  private long headsSent;
  private boolean inBody;

  /// Another exchange begins.
  public void restart() {
    received = 0;
    sent = 0;
    headsReceived = 0;
    headsSent = 0;
  }

  /// What was counted since the exchange began.
  public Record.Wire wire() {
    return new Record.Wire(received, sent, headsReceived, headsSent);
  }

  /// Bytes outside of any message came.
  void received(int bytes) {
    received += bytes;
  }

  /// Bytes outside of any message, or of a body, go out.
  public void sent(int bytes) {
    sent += bytes;
  }

  /// A decoder of HTTP/1 took `bytes` and yielded `out` from `first` on.
  void decoded(int bytes, List<Object> out, int first) {
    received += bytes;
    if (!inBody) {
      headsReceived += bytes;
    }
    for (int i = first; i < out.size(); i++) {
      Object part = out.get(i);
      if (part instanceof HttpMessage) {
        inBody = true;
      }
      if (part instanceof LastHttpContent) {
        inBody = false;
      }
    }
  }

  /// An encoder of HTTP/1 made `out`, from `first` on, of a message.
  ///
  /// @param content how much of it is the message's content
  void encoded(Object message, int content, List<Object> out, int first) {
    int bytes = 0;
    for (int i = first; i < out.size(); i++) {
      bytes += out.get(i) instanceof ByteBuf piece ? piece.readableBytes() : 0;
    }
    sent += bytes;
    if (message instanceof HttpMessage) {
      headsSent += bytes - content;
    }
  }

  static int content(Object message) {
    return message instanceof HttpContent piece ? piece.content().readableBytes() : 0;
  }

  /// A frame of HTTP/2 with so much content came.
  void frameReceived(int content) {
    received += FRAME_HEADER_BYTES + content;
  }

  /// A frame with content that goes out.
  Http2DataFrame data(ByteBuf content, boolean last) {
    sent += FRAME_HEADER_BYTES + content.readableBytes();
    return new DefaultHttp2DataFrame(content, last);
  }

  /// A frame with a head that goes out.
  Http2HeadersFrame head(Http2Headers block, boolean last) {
    int bytes = FRAME_HEADER_BYTES + length(block);
    sent += bytes;
    headsSent += bytes;
    return new DefaultHttp2HeadersFrame(block, last);
  }

  void headReceived(Iterable<Map.Entry<CharSequence, CharSequence>> block) {
    int bytes = FRAME_HEADER_BYTES + length(block);
    received += bytes;
    headsReceived += bytes;
  }

  private static int length(Iterable<Map.Entry<CharSequence, CharSequence>> block) {
    int bytes = 0;
    for (Map.Entry<CharSequence, CharSequence> field : block) {
      bytes += field.getKey().length() + field.getValue().length();
    }
    return bytes;
  }
}
