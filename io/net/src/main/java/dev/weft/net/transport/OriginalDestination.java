package dev.weft.net.transport;

import dev.weft.graph.exchange.Arrival;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Where a redirected connection was going before the kernel's REDIRECT target changed it, from the
/// connection-tracking entry (`SO_ORIGINAL_DST`, linux/netfilter_ipv4.h and
/// linux/netfilter_ipv6/ip6_tables.h).
public final class OriginalDestination {
  private static final int SOL_IP = 0;
  private static final int SOL_IPV6 = 41;
  private static final int SO_ORIGINAL_DST = 80;
  private static final int SOCKADDR_IN_BYTES = 16;
  private static final int SOCKADDR_IN6_BYTES = 28;
  private static final RawUnixChannelOption V4 =
      new RawUnixChannelOption("SO_ORIGINAL_DST", SOL_IP, SO_ORIGINAL_DST, SOCKADDR_IN_BYTES);
  private static final RawUnixChannelOption V6 =
      new RawUnixChannelOption(
          "IP6T_SO_ORIGINAL_DST", SOL_IPV6, SO_ORIGINAL_DST, SOCKADDR_IN6_BYTES);

  private OriginalDestination() {}

  /// The tracked destination; empty when the connection was not redirected, or the transport or
  /// platform cannot tell.
  public static Optional<InetSocketAddress> of(Channel channel) {
    boolean v6 =
        channel.localAddress() instanceof InetSocketAddress local
            && local.getAddress() instanceof Inet6Address;
    Optional<InetSocketAddress> found = read(channel, v6 ? V6 : V4);
    // A dual-stack socket reports IPv4 peers through the IPv4 option only.
    return found.isEmpty() && v6 ? read(channel, V4) : found;
  }

  /// What arrived at a transparent listener: the kernel left the destination in the socket's own
  /// address, so a connection was intercepted when that is not where the listener is bound.
  ///
  /// @param bound where the listener is bound
  public static Arrival transparent(
      InetSocketAddress local, InetSocketAddress remote, InetSocketAddress bound) {
    boolean direct =
        local.getPort() == bound.getPort()
            && (bound.getAddress().isAnyLocalAddress()
                || bound.getAddress().equals(local.getAddress()));
    return new Arrival(direct ? local : bound, remote, local);
  }

  private static Optional<InetSocketAddress> read(Channel channel, RawUnixChannelOption option) {
    try {
      ByteBuffer raw = channel.config().getOption(option);
      return raw == null ? Optional.empty() : parse(raw);
    } catch (ChannelException notTracked) {
      return Optional.empty();
    }
  }

  /// Reads a `sockaddr_in` or `sockaddr_in6`, told apart by their length.
  static Optional<InetSocketAddress> parse(ByteBuffer raw) {
    if (raw.remaining() < SOCKADDR_IN_BYTES) {
      return Optional.empty();
    }
    boolean v6 = raw.remaining() >= SOCKADDR_IN6_BYTES;
    ByteBuffer big = raw.duplicate().order(ByteOrder.BIG_ENDIAN);
    int port = Short.toUnsignedInt(big.getShort(big.position() + 2));
    byte[] address = new byte[v6 ? 16 : 4];
    big.get(big.position() + (v6 ? 8 : 4), address);
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (UnknownHostException wrongLength) {
      throw new IllegalStateException(wrongLength);
    }
  }
}
