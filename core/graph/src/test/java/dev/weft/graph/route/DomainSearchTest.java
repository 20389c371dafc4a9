package dev.weft.graph.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.edit.Edits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The search by tables answers what a search by the words of the documentation answers.
final class DomainSearchTest {
  @Test
  void theTableFindsWhatANaiveSearchFinds() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Set<String> domains = new LinkedHashSet<>();
      for (int i = random.nextInt(9); i > 0; i--) {
        domains.add(domain(random));
      }
      String name = name(random);
      assertThat(found(domains, name))
          .as("seed %d: %s among %s", seed, name, domains)
          .isEqualTo(naive(domains, name));
    }
  }

  private static String found(Set<String> domains, String name) {
    List<VirtualHost> hosts = new ArrayList<>();
    for (String domain : domains) {
      hosts.add(
          new VirtualHost(
              domain,
              List.of(domain),
              List.of(),
              VirtualHost.TlsRequirement.NONE,
              Edits.NONE,
              Edits.NONE,
              Optional.empty(),
              false,
              false,
              Overrides.NONE));
    }
    VirtualHost found = new RouteTable("t", hosts, RouteTable.Options.DEFAULT).find(name);
    return found == null ? "" : found.name();
  }

  private static String naive(Set<String> domains, String name) {
    if (domains.contains(name)) {
      return name;
    }
    String best = "";
    for (String domain : domains) {
      boolean suffix =
          domain.length() > 1
              && domain.startsWith("*")
              && name.length() > domain.length() - 1
              && name.endsWith(domain.substring(1));
      if (suffix && domain.length() > best.length()) {
        best = domain;
      }
    }
    if (best.isEmpty()) {
      for (String domain : domains) {
        boolean prefix =
            domain.length() > 1
                && domain.endsWith("*")
                && name.length() > domain.length() - 1
                && name.startsWith(domain.substring(0, domain.length() - 1));
        if (prefix && domain.length() > best.length()) {
          best = domain;
        }
      }
    }
    return best.isEmpty() && domains.contains("*") ? "*" : best;
  }

  private static String name(Random random) {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      name.append("ab.".charAt(random.nextInt(3)));
    }
    return name.toString();
  }

  private static String domain(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> name(random);
      case 1 -> "*" + name(random);
      case 2 -> name(random) + "*";
      default -> "*";
    };
  }
}
