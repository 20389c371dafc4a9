package dev.weft.linux.resolver;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/// Other name servers, asked one after the other until one answers.
///
/// @param servers in the order in which they are asked
/// @param patience how long each may take
public record Upstream(List<InetSocketAddress> servers, Duration patience) {
  /// Nobody to ask.
  public static final Upstream NONE = new Upstream(List.of(), Duration.ofSeconds(5));

  private static final int MESSAGE_LIMIT_BYTES = 65535;

  public Upstream {
    servers = List.copyOf(servers);
  }

  /// Servers by address; `host:port` without port is port 53.
  public static Upstream of(List<InetSocketAddress> servers) {
    return new Upstream(servers, Duration.ofSeconds(5));
  }

  /// Asks over UDP.
  ///
  /// @param message with its identifier, which the answer has too
  /// @throws IOException when none answered, with what the last one did
  byte[] datagram(byte[] message) throws IOException {
    IOException last = new IOException("there is no name server to ask");
    for (InetSocketAddress server : servers) {
      try (DatagramSocket socket = new DatagramSocket()) {
        socket.connect(server);
        socket.send(new DatagramPacket(message, message.length));
        long end = System.nanoTime() + patience.toNanos();
        byte[] buffer = new byte[MESSAGE_LIMIT_BYTES];
        for (long left = patience.toMillis();
            left > 0;
            left = (end - System.nanoTime()) / 1_000_000) {
          socket.setSoTimeout((int) Math.max(1, left));
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          // An answer to another question is a forgery or comes late.
          if (packet.getLength() > 2 && buffer[0] == message[0] && buffer[1] == message[1]) {
            return java.util.Arrays.copyOf(buffer, packet.getLength());
          }
        }
        last = new IOException(server + " did not answer within " + patience.toMillis() + " ms");
      } catch (IOException failed) {
        last = new IOException(server + ": " + failed.getMessage(), failed);
      }
    }
    throw last;
  }

  /// Asks over TCP.
  ///
  /// @throws IOException when none answered
  byte[] stream(byte[] message) throws IOException {
    IOException last = new IOException("there is no name server to ask");
    for (InetSocketAddress server : servers) {
      try (Socket socket = new Socket()) {
        int patienceMillis = (int) patience.toMillis();
        socket.connect(server, patienceMillis);
        socket.setSoTimeout(patienceMillis);
        write(new DataOutputStream(socket.getOutputStream()), message);
        return read(new DataInputStream(socket.getInputStream()));
      } catch (IOException failed) {
        last = new IOException(server + ": " + failed.getMessage(), failed);
      }
    }
    throw last;
  }

  static void write(DataOutputStream out, byte[] message) throws IOException {
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) (message.length >> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    out.write(framed);
    out.flush();
  }

  static byte[] read(DataInputStream in) throws IOException {
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    return message;
  }
}
