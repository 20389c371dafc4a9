package dev.weft.graph.link.reading;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.time.Duration;

/// Reads wrapped messages and durations.
public final class Unpack {
  private static final long LONGEST_SECONDS = 3_000_000_000L;

  private Unpack() {}

  /// The full name of the message in an `Any`, without its URL's prefix.
  public static String type(Any any) {
    String url = any.getTypeUrl();
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /// The message in an `Any`, which must be of the prototype's type.
  public static <M extends Message> M as(Any any, M prototype, Where where) throws Unlinkable {
    String wanted = prototype.getDescriptorForType().getFullName();
    if (!type(any).equals(wanted)) {
      throw where.fault(
          "'" + any.getTypeUrl() + "' is not the expected '" + wanted + "'",
          "give it the expected type");
    }
    @SuppressWarnings("unchecked") // the parser of a message yields messages of its own class
    Parser<M> parser = (Parser<M>) prototype.getParserForType();
    try {
      return parser.parseFrom(any.getValue());
    } catch (InvalidProtocolBufferException broken) {
      throw where.fault(
          "the bytes are no '" + wanted + "': " + broken.getMessage(),
          "check what the control plane sends");
    }
  }

  /// Nanoseconds, within what a 64-bit count holds.
  public static long nanos(com.google.protobuf.Duration duration) {
    long seconds = Math.max(0, Math.min(LONGEST_SECONDS, duration.getSeconds()));
    return Math.max(0, seconds * 1_000_000_000L + duration.getNanos());
  }

  /// As [#nanos(com.google.protobuf.Duration)].
  public static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofNanos(nanos(duration));
  }
}
