package dev.weft.net.upstream;

/// Who asked for a stream and is told what comes of it; always on the loop that asked.
///
/// Exactly one of [#connected] and [#failed] comes first. After [#failed], or after [Stream#cancel]
/// or [Stream#release], nothing comes any more.
public interface Receiver {
  /// The stream is ready to be written to.
  void connected(Stream stream);

  /// There will be no stream, or the stream broke.
  void failed(Failure failure);

  /// An `HttpObject`, or a `ByteBuf` after [Stream#raw]; the receiver releases it.
  void received(Object message);

  /// No more is at hand for now: time to flush.
  void paused();

  /// [Stream#writable] changed.
  void writabilityChanged();
}
