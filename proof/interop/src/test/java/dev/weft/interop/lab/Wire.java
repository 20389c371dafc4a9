package dev.weft.interop.lab;

import dev.weft.interop.Ending;
import dev.weft.interop.Patience;
import dev.weft.linux.namespace.Namespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What goes over the wires of a namespace, by tcpdump: the bytes of each TCP stream, in each
/// direction.
final class Wire implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int FILE_HEADER_BYTES = 24;
  private static final int PACKET_HEADER_BYTES = 16;
  private static final int ETHERNET_BYTES = 14;

  private final Process process;
  private final Path file;

  /// One direction of a connection.
  record Flow(String source, int sourcePort, String target, int targetPort) {}

  /// Segments by how far they are from the first number that was seen: the numbers themselves begin
  /// again after 2^32 (RFC 9293, section 3.4).
  private record Heard(int first, TreeMap<Long, byte[]> segments) {}

  private Wire(Process process, Path file) {
    this.process = process;
    this.file = file;
  }

  /// Listens from when this returns.
  ///
  /// @param device such as `eth0`
  /// @param filter as tcpdump reads it
  static Wire tap(Namespace at, String device, String filter, Path folder) {
    try {
      Path file = folder.resolve(at.name() + ".pcap");
      Path said = folder.resolve(at.name() + ".tcpdump");
      Process process =
          new ProcessBuilder(
                  at.words(
                      List.of(
                          "tcpdump",
                          "-n",
                          "-U",
                          "-Z",
                          "root",
                          "-s",
                          "0",
                          "-B",
                          "8192",
                          "-i",
                          device,
                          "-w",
                          file.toString(),
                          filter)))
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      Patience.until(BOUND, () -> text(said), () -> text(said).contains("listening on"));
      return new Wire(process, file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException notYet) {
      return "";
    }
  }

  /// What was heard so far, each direction's bytes in their order.
  Map<Flow, byte[]> flows() {
    try {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      if (all.limit() < FILE_HEADER_BYTES) {
        return Map.of(); // written with the first packet
      }
      if (all.getInt(0) != 0xa1b2c3d4) {
        throw new IllegalStateException(file + " is no capture of this machine's byte order");
      }
      Map<Flow, Heard> parts = new LinkedHashMap<>();
      int at = FILE_HEADER_BYTES;
      while (at + PACKET_HEADER_BYTES <= all.limit()) {
        int length = all.getInt(at + 8);
        int begin = at + PACKET_HEADER_BYTES;
        if (begin + length > all.limit()) {
          break; // the last packet is still being written
        }
        packet(all.slice(begin, length).order(ByteOrder.BIG_ENDIAN), parts);
        at = begin + length;
      }
      Map<Flow, byte[]> flows = new LinkedHashMap<>();
      parts.forEach((flow, heard) -> flows.put(flow, joined(heard.segments())));
      return flows;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Ethernet, IPv4, TCP (RFC 791, section 3.1; RFC 9293, section 3.1).
  private static void packet(ByteBuffer packet, Map<Flow, Heard> parts) {
    if (packet.limit() < ETHERNET_BYTES + 40 || packet.getShort(12) != 0x0800) {
      return;
    }
    int ip = ETHERNET_BYTES;
    int tcp = ip + 4 * (packet.get(ip) & 0x0f);
    int data = tcp + 4 * ((packet.get(tcp + 12) & 0xf0) >> 4);
    int end = ip + (packet.getShort(ip + 2) & 0xffff);
    Flow flow =
        new Flow(
            address(packet, ip + 12),
            packet.getShort(tcp) & 0xffff,
            address(packet, ip + 16),
            packet.getShort(tcp + 2) & 0xffff);
    int number = packet.getInt(tcp + 4);
    Heard heard = parts.computeIfAbsent(flow, none -> new Heard(number, new TreeMap<>()));
    if (end > data) {
      byte[] payload = new byte[end - data];
      packet.get(data, payload);
      // A retransmission may hold more than what was sent first.
      heard
          .segments()
          .merge(
              (long) (number - heard.first()),
              payload,
              (one, other) -> one.length >= other.length ? one : other);
    }
  }

  private static String address(ByteBuffer packet, int at) {
    return (packet.get(at) & 0xff)
        + "."
        + (packet.get(at + 1) & 0xff)
        + "."
        + (packet.get(at + 2) & 0xff)
        + "."
        + (packet.get(at + 3) & 0xff);
  }

  /// Up to the first gap.
  private static byte[] joined(TreeMap<Long, byte[]> segments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long next = segments.isEmpty() ? 0 : segments.firstKey();
    for (Map.Entry<Long, byte[]> segment : segments.entrySet()) {
      long known = next - segment.getKey();
      if (known < 0) {
        break;
      }
      byte[] payload = segment.getValue();
      if (known < payload.length) {
        bytes.write(payload, (int) known, payload.length - (int) known);
        next = segment.getKey() + payload.length;
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    Ending.of(List.of(process));
  }
}
