package dev.weft.capture.dns;

import dev.weft.capture.Family;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The names that the mesh knows, as a pod sees them. They do not depend on a Service in the pod's
/// own cluster.
///
/// A resolver appends its search domains to short names, and a name with dots gets the first one
/// appended before it is tried as it is. Such an expanded name is answered with an alias to the
/// real one and its addresses at once, which saves the client the round trips of its other
/// attempts.
public final class MeshNames implements Names {
  private final Map<String, List<String>> hosts = new HashMap<>();
  private final Map<String, String> expanded = new HashMap<>();

  private MeshNames() {}

  /// Where the pod is.
  ///
  /// @param namespace its namespace
  /// @param domain the suffix of its cluster's services, such as `svc.cluster.local`
  /// @param search the search domains of its resolver, the first one first
  public record Place(String namespace, String domain, List<String> search) {
    public Place {
      search = List.copyOf(search);
    }
  }

  /// The names for a pod at a place.
  public static MeshNames of(List<NameEntry> entries, Place place) {
    MeshNames names = new MeshNames();
    Optional<String> search = place.search().stream().findFirst().map(MeshNames::plain);
    for (NameEntry entry : entries) {
      Set<String> known = spellings(entry, place);
      for (String name : known) {
        names.hosts.put(name, entry.addresses());
      }
      search.ifPresent(domain -> {
        for (String name : known) {
          String longer = name + "." + domain;
          // `reviews` with the search domain is the service's full name, and no alias.
          if (!known.contains(longer)) {
            names.expanded.put(longer, name);
          }
        }
      });
    }
    names.expanded.keySet().removeAll(new HashSet<>(names.hosts.keySet()));
    return names;
  }

  private static Set<String> spellings(NameEntry entry, Place place) {
    Set<String> names = new LinkedHashSet<>();
    String host = plain(entry.host());
    names.add(host);
    boolean ours = !entry.shortName().isEmpty() && host.endsWith("." + plain(place.domain()));
    if (ours) {
      String qualified = plain(entry.shortName() + "." + entry.namespace());
      names.add(qualified);
      if (entry.namespace().equals(place.namespace())) {
        names.add(plain(entry.shortName()));
      }
      names.add(qualified + "." + plain(place.domain()).split("\\.", 2)[0]);
    }
    entry.others().forEach(other -> names.add(plain(other)));
    return names;
  }

  private static String plain(String name) {
    return new Question(name, Question.Type.A).name();
  }

  /// Addresses of known names. Other types and unknown names are for another server.
  @Override
  public Answer answer(Question question) {
    String asked = question.name();
    Optional<Found> found = find(asked);
    boolean address = question.type() == Question.Type.A || question.type() == Question.Type.AAAA;
    if (found.isEmpty() || !address) {
      return new Answer.Foreign();
    }
    Family family = question.type() == Question.Type.A ? Family.IPV4 : Family.IPV6;
    List<Fact> facts = new ArrayList<>();
    String owner = asked;
    Found known = found.orElseThrow();
    if (!known.owner().equals(asked)) {
      facts.add(new Fact.Alias(asked, known.owner()));
      owner = known.owner();
    }
    boolean any = false;
    for (String each : known.addresses()) {
      if (Family.of(each) == family) {
        facts.add(new Fact.Address(owner, each));
        any = true;
      }
    }
    return Answer.known(any ? facts : List.of());
  }

  /// @param owner whose the addresses are: the asked name, or the one it is an alias of
  private record Found(String owner, List<String> addresses) {}

  private Optional<Found> find(String asked) {
    List<String> exact = hosts.get(asked);
    if (exact != null) {
      return Optional.of(new Found(asked, exact));
    }
    String target = expanded.get(asked);
    if (target != null) {
      return Optional.of(new Found(target, hosts.getOrDefault(target, List.of())));
    }
    for (int dot = asked.indexOf('.'); dot >= 0; dot = asked.indexOf('.', dot + 1)) {
      String pattern = "*" + asked.substring(dot);
      List<String> addresses = hosts.get(pattern);
      if (addresses != null) {
        return Optional.of(new Found(asked, addresses));
      }
      String wild = expanded.get(pattern);
      if (wild != null) {
        String owner = asked.substring(0, asked.length() - (pattern.length() - wild.length()));
        return Optional.of(new Found(owner, hosts.getOrDefault(wild, List.of())));
      }
    }
    return Optional.empty();
  }

  /// How many names are known, all spellings counted.
  public int size() {
    return hosts.size();
  }

  /// Every name and its addresses, for people; without expansions.
  public Map<String, List<String>> table() {
    Map<String, List<String>> table = new java.util.TreeMap<>(hosts);
    return java.util.Collections.unmodifiableMap(table);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d names", hosts.size());
  }
}
