package dev.weft.host.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// Asks whether an address can be listened on.
public final class Ports {
  /// A listening socket in `/proc/net/tcp` has this state (include/net/tcp_states.h).
  private static final String LISTENING = "0A";

  private Ports() {}

  /// Why nobody can listen on an address now, as a sentence without a full stop; empty when it is
  /// free. Names the process that holds it when `/proc` tells.
  public static Optional<String> obstacle(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      // As servers do: a connection that still lingers from the last run is no obstacle.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return Optional.empty();
    } catch (IOException taken) {
      String where = host + ":" + port;
      return Optional.of(
          holder(host, port)
              .map(who -> "port " + where + " is taken by " + who)
              .orElseGet(() -> "port " + where + " cannot be listened on: " + taken.getMessage()));
    }
  }

  /// The process that listens on an address, as `python3 (pid 123)`; empty when that cannot be
  /// known, for instance because it belongs to another user.
  public static Optional<String> holder(String host, int port) {
    try {
      Optional<String> inode = inode(Path.of("/proc/net/tcp"), hex(host), port);
      if (inode.isEmpty()) {
        inode = inode(Path.of("/proc/net/tcp6"), "", port);
      }
      return inode.isEmpty() ? Optional.empty() : owner("socket:[" + inode.get() + "]");
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<String> inode(Path table, String address, int port) throws IOException {
    if (!Files.isReadable(table)) {
      return Optional.empty();
    }
    String suffix = ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
    for (String line : Files.readAllLines(table)) {
      String[] columns = line.trim().split("\\s+", -1);
      if (columns.length > 9 && columns[3].equals(LISTENING) && columns[1].endsWith(suffix)) {
        String local = columns[1].substring(0, columns[1].length() - suffix.length());
        boolean any = local.chars().allMatch(c -> c == '0');
        if (any || address.isEmpty() || local.equals(address)) {
          return Optional.of(columns[9]);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> owner(String socket) throws IOException {
    try (DirectoryStream<Path> processes =
        Files.newDirectoryStream(Path.of("/proc"), entry -> isNumber(entry.getFileName()))) {
      for (Path process : processes) {
        if (holds(process.resolve("fd"), socket)) {
          String name = Files.readString(process.resolve("comm")).trim();
          return Optional.of(name + " (pid " + process.getFileName() + ")");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Path descriptors, String socket) {
    if (!Files.isReadable(descriptors)) {
      return false;
    }
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (leadsTo(link, socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException gone) {
      // The process went away while we looked.
      return false;
    }
  }

  private static boolean leadsTo(Path link, String socket) {
    try {
      return Files.readSymbolicLink(link).toString().equals(socket);
    } catch (IOException gone) {
      // This descriptor was closed while we looked; the socket may be another one.
      return false;
    }
  }

  private static boolean isNumber(Path name) {
    return name.toString().chars().allMatch(Character::isDigit);
  }

  /// The kernel prints IPv4 addresses as one little-endian number.
  private static String hex(String host) throws IOException {
    byte[] bytes = InetAddress.getByName(host).getAddress();
    StringBuilder text = new StringBuilder();
    for (int i = bytes.length - 1; i >= 0; i--) {
      text.append(HexFormat.of().withUpperCase().toHexDigits(bytes[i]));
    }
    return text.toString();
  }
}
