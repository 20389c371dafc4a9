package dev.weft.linux.resolver;

import dev.weft.capture.dns.Names;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A name server on one address, over UDP and TCP on the same port.
public final class NameServer implements AutoCloseable {
  /// Questions that are being answered at one time; more datagrams are left to be asked again.
  private static final int WORK_LIMIT = 512;

  private static final int CONNECTION_LIMIT = 128;
  private static final int IDLE_MILLIS = 10_000;
  private static final int DATAGRAM_LIMIT_BYTES = 4096;

  /// A port that is free for streams may be taken for datagrams; so often another one is tried.
  private static final int TRIES = 20;

  private final DatagramSocket datagrams;
  private final ServerSocket streams;
  private final Responder responder;
  private final PrintStream log;
  private final Semaphore work = new Semaphore(WORK_LIMIT);
  private final Semaphore connections = new Semaphore(CONNECTION_LIMIT);

  private NameServer(
      DatagramSocket datagrams, ServerSocket streams, Responder responder, PrintStream log) {
    this.datagrams = datagrams;
    this.streams = streams;
    this.responder = responder;
    this.log = log;
  }

  /// Starts one.
  ///
  /// @param address port 0 takes any free one
  /// @param names whom to ask; called for each question
  /// @throws IOException when the address is taken or not of this machine
  public static NameServer start(
      InetSocketAddress address, Supplier<Names> names, Upstream upstream, PrintStream log)
      throws IOException {
    Responder responder = new Responder(names, upstream, RandomGenerator.getDefault());
    NameServer server = bind(address, responder, log);
    Thread.ofVirtual().name("dns-udp").start(server::receive);
    Thread.ofVirtual().name("dns-tcp").start(server::accept);
    return server;
  }

  private static NameServer bind(InetSocketAddress address, Responder responder, PrintStream log)
      throws IOException {
    for (int tries = address.getPort() == 0 ? TRIES : 1; ; tries--) {
      ServerSocket streams = new ServerSocket();
      try {
        streams.setReuseAddress(true);
        streams.bind(address);
        DatagramSocket datagrams =
            new DatagramSocket(new InetSocketAddress(address.getAddress(), streams.getLocalPort()));
        return new NameServer(datagrams, streams, responder, log);
      } catch (IOException taken) {
        streams.close();
        if (tries == 1) {
          throw taken;
        }
      }
    }
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) streams.getLocalSocketAddress();
  }

  private void receive() {
    while (!datagrams.isClosed()) {
      DatagramPacket packet =
          new DatagramPacket(new byte[DATAGRAM_LIMIT_BYTES], DATAGRAM_LIMIT_BYTES);
      try {
        datagrams.receive(packet);
      } catch (IOException closed) {
        if (!datagrams.isClosed()) {
          log.println("dns: lost a datagram: " + closed.getMessage());
        }
        continue;
      }
      if (work.tryAcquire()) {
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        SocketAddress client = packet.getSocketAddress();
        Thread.ofVirtual().start(() -> answer(bytes, client));
      }
    }
  }

  private void answer(byte[] bytes, SocketAddress client) {
    try {
      byte[] reply = responder.respond(bytes, Responder.Carrier.DATAGRAM);
      if (reply.length > 0) {
        datagrams.send(new DatagramPacket(reply, reply.length, client));
      }
    } catch (IOException gone) {
      if (!datagrams.isClosed()) {
        log.println("dns: cannot answer " + client + ": " + gone.getMessage());
      }
    } finally {
      work.release();
    }
  }

  private void accept() {
    while (!streams.isClosed()) {
      try {
        Socket client = streams.accept();
        if (connections.tryAcquire()) {
          Thread.ofVirtual().start(() -> serve(client));
        } else {
          client.close();
        }
      } catch (SocketException closed) {
        if (!streams.isClosed()) {
          log.println("dns: cannot accept: " + closed.getMessage());
        }
      } catch (IOException failed) {
        log.println("dns: cannot accept: " + failed.getMessage());
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(IDLE_MILLIS);
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      while (!streams.isClosed()) {
        byte[] reply = responder.respond(Upstream.read(in), Responder.Carrier.STREAM);
        if (reply.length == 0) {
          return;
        }
        Upstream.write(out, reply);
      }
    } catch (EOFException | SocketTimeoutException finished) {
      // The client has no more questions; closing is all there is to do.
      return;
    } catch (IOException broken) {
      if (!streams.isClosed()) {
        log.println("dns: lost " + client.getRemoteSocketAddress() + ": " + broken.getMessage());
      }
    } finally {
      connections.release();
    }
  }

  @Override
  public void close() {
    datagrams.close();
    try {
      streams.close();
    } catch (IOException unclosable) {
      log.println("dns: cannot close: " + unclosable.getMessage());
    }
  }
}
