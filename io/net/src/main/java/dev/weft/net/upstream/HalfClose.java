package dev.weft.net.upstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.socket.DuplexChannel;

/// Ends one direction of a connection.
public final class HalfClose {
  private HalfClose() {}

  /// Says that no more will be written, once all that was has been sent.
  ///
  /// Over TLS too it is the connection's FIN that says so, not a close_notify: OpenSSL's engine
  /// stops writing as soon as it reads that alert, and the answer that the other side still owes
  /// would be lost (RFC 8446, section 6.1, allows to go on writing). Envoy takes either as the end
  /// of one direction.
  ///
  /// @param from where in the channel's pipeline writing starts
  public static void output(Channel channel, ChannelOutboundInvoker from) {
    from.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener((ChannelFutureListener) done -> shutdown(channel));
  }

  private static void shutdown(Channel channel) {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
    }
  }
}
