package dev.weft.net.upstream;

import dev.weft.graph.cluster.Settings;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.match.Cidr;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/// What a PROXY protocol header says to an upstream of a client (the protocol's specification,
/// sections 2.1 and 2.2).
final class ProxyHeader {
  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final int PROXIED = 0x21;
  private static final int LOCAL = 0x20;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;

  private ProxyHeader() {}

  static ByteBuf of(Settings.ProxyProtocol version, Arrival arrival) {
    InetAddress from = arrival.remote().getAddress();
    InetAddress to = arrival.original().getAddress();
    boolean known = from != null && to != null && from.getClass() == to.getClass();
    return switch (version) {
      case V1 ->
          Unpooled.copiedBuffer(
              known ? text(arrival, from, to) : "PROXY UNKNOWN\r\n", StandardCharsets.US_ASCII);
      case V2 -> known ? binary(arrival, from, to) : nothing();
    };
  }

  private static String text(Arrival arrival, InetAddress from, InetAddress to) {
    return "PROXY "
        + (from.getAddress().length == 4 ? "TCP4 " : "TCP6 ")
        + Cidr.text(from)
        + " "
        + Cidr.text(to)
        + " "
        + arrival.remote().getPort()
        + " "
        + arrival.original().getPort()
        + "\r\n";
  }

  private static ByteBuf binary(Arrival arrival, InetAddress from, InetAddress to) {
    byte[] source = from.getAddress();
    return Unpooled.buffer(52)
        .writeBytes(SIGNATURE)
        .writeByte(PROXIED)
        .writeByte(source.length == 4 ? TCP4 : TCP6)
        .writeShort(2 * source.length + 4)
        .writeBytes(source)
        .writeBytes(to.getAddress())
        .writeShort(arrival.remote().getPort())
        .writeShort(arrival.original().getPort());
  }

  private static ByteBuf nothing() {
    return Unpooled.buffer(16).writeBytes(SIGNATURE).writeByte(LOCAL).writeByte(0).writeShort(0);
  }
}
