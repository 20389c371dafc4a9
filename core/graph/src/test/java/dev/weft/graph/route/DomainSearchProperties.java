package dev.weft.graph.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.edit.Edits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// The search by tables answers what a search by the words of the documentation answers.
final class DomainSearchProperties {
  @Property(tries = 2_000)
  void theTableFindsWhatANaiveSearchFinds(
      @ForAll("domains") List<String> domains, @ForAll("names") String name) {
    Set<String> unique = new LinkedHashSet<>(domains);
    List<VirtualHost> hosts = new ArrayList<>();
    for (String domain : unique) {
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
    assertThat(found == null ? "" : found.name()).isEqualTo(naive(unique, name));
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

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("ab.").ofMinLength(1).ofMaxLength(6);
  }

  @Provide
  Arbitrary<List<String>> domains() {
    Arbitrary<String> exact = names();
    return Arbitraries.oneOf(
            exact,
            exact.map(name -> "*" + name),
            exact.map(name -> name + "*"),
            Arbitraries.just("*"))
        .list()
        .ofMaxSize(8);
  }
}
