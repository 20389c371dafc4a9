package dev.weft.graph.route;

import dev.weft.graph.edit.Edits;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One route configuration, linked.
public final class RouteTable {
  private final String name;
  private final List<VirtualHost> hosts;
  private final Options options;
  private final Map<String, VirtualHost> exact = new HashMap<>();
  private final Wildcards suffixes;
  private final Wildcards prefixes;
  private final @Nullable VirtualHost fallback;

  /// @param internalOnly headers in lower case that external requests must not carry
  /// @param specificLast whether the edits of the most specific level are applied last, and so win
  public record Options(
      Edits request,
      Edits response,
      Set<String> internalOnly,
      boolean ignorePort,
      boolean specificLast) {
    public static final Options DEFAULT =
        new Options(Edits.NONE, Edits.NONE, Set.of(), false, false);

    public Options {
      internalOnly = Set.copyOf(internalOnly);
    }
  }

  /// @param hosts whose domains, taken together, are unique
  public RouteTable(String name, List<VirtualHost> hosts, Options options) {
    this.name = name;
    this.hosts = List.copyOf(hosts);
    this.options = options;
    Map<String, VirtualHost> suffix = new HashMap<>();
    Map<String, VirtualHost> prefix = new HashMap<>();
    VirtualHost any = null;
    for (VirtualHost host : hosts) {
      for (String domain : host.domains()) {
        if (domain.equals("*")) {
          any = any == null ? host : any;
        } else if (domain.startsWith("*")) {
          suffix.putIfAbsent(domain.substring(1), host);
        } else if (domain.endsWith("*")) {
          prefix.putIfAbsent(domain.substring(0, domain.length() - 1), host);
        } else {
          exact.putIfAbsent(domain, host);
        }
      }
    }
    suffixes = new Wildcards(suffix);
    prefixes = new Wildcards(prefix);
    fallback = any;
  }

  public String name() {
    return name;
  }

  /// As written.
  public List<VirtualHost> hosts() {
    return hosts;
  }

  public Options options() {
    return options;
  }

  /// The host for an authority: exact, else the longest suffix wildcard, else the longest prefix
  /// wildcard, else `*`. Null when there is none.
  public @Nullable VirtualHost find(String authority) {
    if (authority.isEmpty()) {
      return fallback;
    }
    String host = lower(options.ignorePort() ? withoutPort(authority) : authority);
    VirtualHost found = exact.get(host);
    if (found == null) {
      found = suffixes.endOf(host);
    }
    if (found == null) {
      found = prefixes.startOf(host);
    }
    return found == null ? fallback : found;
  }

  /// The authority without its port.
  static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon < 0 || authority.indexOf(']', colon) >= 0
        ? authority
        : authority.substring(0, colon);
  }

  private static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z' || c > 127) {
        return text.toLowerCase(Locale.ROOT);
      }
    }
    return text;
  }
}
