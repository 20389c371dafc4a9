package dev.weft.agent.names;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A pod's `resolv.conf` (resolv.conf(5)), or the part of it that counts here.
///
/// @param servers addresses, in order
/// @param search domains, in order; the last line of several counts
public record ResolverFile(List<String> servers, List<String> search) {
  public ResolverFile {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
  }

  /// A file that is not there says nothing.
  public static ResolverFile read(Path file) {
    try {
      return Files.exists(file) ? parse(Files.readString(file)) : parse("");
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.FAILED, "cannot read " + file + ": " + unreadable.getMessage());
    }
  }

  static ResolverFile parse(String text) {
    List<String> servers = new ArrayList<>();
    List<String> search = List.of();
    for (String line : text.lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length > 1 && words[0].equals("nameserver")) {
        servers.add(words[1]);
      } else if (words.length > 1 && (words[0].equals("search") || words[0].equals("domain"))) {
        search = Arrays.asList(words).subList(1, words.length);
      }
    }
    return new ResolverFile(servers, search);
  }

  /// `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`; port 53 where none is given.
  ///
  /// @throws Refusal for anything else
  public static InetSocketAddress server(String text) {
    int bracket = text.indexOf(']');
    boolean six = text.indexOf(':') != text.lastIndexOf(':');
    int colon = bracket >= 0 ? text.indexOf(':', bracket) : six ? -1 : text.indexOf(':');
    String host = (colon < 0 ? text : text.substring(0, colon)).replace("[", "").replace("]", "");
    try {
      int port = colon < 0 ? 53 : Integer.parseInt(text.substring(colon + 1));
      if (!host.isEmpty() && (host.indexOf(':') >= 0 || Character.isDigit(host.charAt(0)))) {
        return new InetSocketAddress(InetAddress.getByName(host), port);
      }
    } catch (UnknownHostException | IllegalArgumentException malformed) {
      throw refused(text);
    }
    throw refused(text);
  }

  private static Refusal refused(String text) {
    return Refusal.because(
        Exit.USAGE,
        "'" + text + "' is no name server; write an address, such as 10.96.0.10 or 10.96.0.10:53");
  }
}
