package dev.weft.compiler.authorization;

import dev.weft.world.rules.Mesh;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A policy that names the mesh's trust domain, or one of its aliases, means all of them; so does
/// one that names `cluster.local`, whatever the mesh's domain is called.
final class Aliases {
  private static final String LOCAL = "cluster.local";
  private static final int PARTS = 5;

  private final List<String> domains = new ArrayList<>();

  Aliases(Mesh.Trust trust) {
    domains.add(trust.domain().name());
    domains.addAll(trust.aliases());
  }

  /// The principals, each in every trust domain that it stands for.
  List<String> principals(List<String> written) {
    Set<String> all = new LinkedHashSet<>();
    for (String principal : written) {
      String[] parts = principal.split("/", -1);
      boolean named = parts.length == PARTS && !parts[0].equals("*");
      if (named && (ours(parts[0]) || parts[0].equals(LOCAL))) {
        String rest = principal.substring(parts[0].length());
        for (String domain : domains) {
          all.add(matches(parts[0], domain) ? principal : domain + rest);
        }
      } else {
        all.add(principal);
      }
    }
    return List.copyOf(all);
  }

  /// The trust domains, each with all that it is another name of.
  List<String> trustDomains(List<String> written) {
    Set<String> all = new LinkedHashSet<>();
    for (String domain : written) {
      if (domains.contains(domain)) {
        all.addAll(domains);
      } else {
        all.add(domain);
      }
    }
    return List.copyOf(all);
  }

  private boolean ours(String pattern) {
    return domains.stream().anyMatch(domain -> matches(pattern, domain));
  }

  private static boolean matches(String pattern, String domain) {
    if (pattern.startsWith("*")) {
      return domain.endsWith(pattern.substring(1));
    }
    return pattern.endsWith("*")
        ? domain.startsWith(pattern.substring(0, pattern.length() - 1))
        : domain.equals(pattern);
  }
}
