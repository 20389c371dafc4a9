package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.linux.command.LinuxFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Function;

/// How other commands talk to a supervisor: a line of words, answered by lines, the first of which
/// is `ok` or what is wrong.
public final class Door implements AutoCloseable {
  private final ServerSocketChannel server;

  private Door(ServerSocketChannel server) {
    this.server = server;
  }

  /// Opens a supervisor's door; the socket is root's alone.
  static Door open(LabHome home, Function<List<String>, List<String>> order) {
    try {
      Files.deleteIfExists(home.socket());
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(home.socket()));
      Files.setPosixFilePermissions(
          home.socket(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
      Door door = new Door(server);
      Thread.ofVirtual().name("door").start(() -> door.serve(order));
      return door;
    } catch (IOException failed) {
      throw Refusal.because(
          Exit.FAILED, "cannot listen on " + home.socket() + ": " + failed.getMessage());
    }
  }

  private void serve(Function<List<String>, List<String>> order) {
    while (server.isOpen()) {
      try (SocketChannel caller = server.accept()) {
        answer(caller, order);
      } catch (IOException gone) {
        // The caller left, or the door was closed; the loop sees which.
        Thread.yield();
      }
    }
  }

  private static void answer(SocketChannel caller, Function<List<String>, List<String>> order)
      throws IOException {
    BufferedReader in = new BufferedReader(Channels.newReader(caller, StandardCharsets.UTF_8));
    PrintWriter out = new PrintWriter(Channels.newWriter(caller, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line != null) {
      try {
        List<String> answer = order.apply(List.of(line.split("\t", -1)));
        out.println("ok");
        answer.forEach(out::println);
      } catch (Refusal refused) {
        out.println(refused.getMessage());
      } catch (LinuxFailure failed) {
        out.println(failed.problem().cause());
      }
      out.flush();
    }
  }

  /// Gives a running lab an order, and returns its answer.
  ///
  /// @throws Refusal when the supervisor refuses, or there is none
  public static List<String> ask(LabHome home, List<String> words) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(home.socket()))) {
      PrintWriter out = new PrintWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
      out.println(String.join("\t", words));
      out.flush();
      List<String> lines =
          new BufferedReader(
                  new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
              .lines()
              .toList();
      if (lines.isEmpty() || !lines.getFirst().equals("ok")) {
        throw Refusal.because(
            Exit.FAILED, lines.isEmpty() ? "the lab did not answer" : lines.getFirst());
      }
      return lines.subList(1, lines.size());
    } catch (IOException absent) {
      throw Refusal.because(
          Exit.NOT_RUNNING, "lab " + home.name() + " does not listen: " + absent.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException stuck) {
      throw Refusal.because(Exit.FAILED, "cannot close the door: " + stuck.getMessage());
    }
  }
}
