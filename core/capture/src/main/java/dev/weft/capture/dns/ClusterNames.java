package dev.weft.capture.dns;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.EndpointPort;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.kubernetes.ServicePort;
import dev.weft.api.kubernetes.SliceEndpoint;
import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import dev.weft.capture.service.ServicePorts;
import dev.weft.capture.service.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The names of one cluster's own Services, as the Kubernetes DNS specification (version 1.1) has
/// them. A service of another cluster is not among them.
public final class ClusterNames implements Names {
  private static final int HEX = 16;

  private final String domain;
  private final Map<String, Set<Fact>> facts = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();

  /// Names below which there are names; they exist without having records.
  private final Set<String> parents = new HashSet<>();

  private ClusterNames(String domain) {
    this.domain = domain;
    exists("svc." + domain);
    exists("pod." + domain);
  }

  /// The names of a cluster.
  ///
  /// @param domain of the cluster, such as `cluster.local`
  public static ClusterNames of(
      String domain, List<Resource<Service>> services, List<Resource<EndpointSlice>> slices) {
    ClusterNames names = new ClusterNames(new Question(domain, Question.Type.A).name());
    Map<String, List<EndpointSlice>> byService = new HashMap<>();
    for (Resource<EndpointSlice> slice : slices) {
      String service = slice.meta().labels().value(ServicePorts.SERVICE_NAME);
      byService
          .computeIfAbsent(slice.meta().namespace() + "/" + service, absent -> new ArrayList<>())
          .add(slice.spec());
    }
    for (Resource<Service> service : services) {
      String key = service.meta().namespace() + "/" + service.meta().name();
      String name =
          service.meta().name() + "." + service.meta().namespace() + ".svc." + names.domain;
      names.add(name, service.spec(), byService.getOrDefault(key, List.of()));
    }
    return names;
  }

  private void add(String name, Service service, List<EndpointSlice> slices) {
    if (service.spec().type().equals("ExternalName")) {
      aliases.put(name, new Question(service.spec().externalName(), Question.Type.A).name());
      exists(name);
    } else if (service.spec().clusterIP().equals("None")) {
      exists(name);
      boolean unready = service.spec().publishNotReadyAddresses();
      slices.forEach(slice ->
          slice.endpoints().stream()
              .filter(endpoint -> unready || ready(endpoint))
              .forEach(endpoint -> headless(name, slice.ports(), endpoint)));
    } else {
      exists(name);
      Stream.concat(Stream.of(service.spec().clusterIP()), service.spec().clusterIPs().stream())
          .distinct()
          .filter(address -> Cidr.literal(address).isPresent())
          .forEach(address -> {
            fact(new Fact.Address(name, address));
            fact(new Fact.Pointer(reverse(address), name));
          });
      for (ServicePort port : service.spec().ports()) {
        port(name, port.name(), Transport.of(port.protocol()), port.port(), name);
      }
    }
  }

  private void headless(String name, List<EndpointPort> ports, SliceEndpoint endpoint) {
    for (String address : endpoint.addresses()) {
      if (Cidr.literal(address).isPresent()) {
        String own =
            (endpoint.hostname().isEmpty() ? address.replaceAll("[.:]", "-") : endpoint.hostname())
                + "."
                + name;
        fact(new Fact.Address(name, address));
        fact(new Fact.Address(own, address));
        fact(new Fact.Pointer(reverse(address), own));
        for (EndpointPort port : ports) {
          port(name, port.name(), Transport.of(port.protocol()), port.port(), own);
        }
      }
    }
  }

  private void port(String service, String port, Transport transport, int number, String target) {
    if (!port.isEmpty()) {
      String name = "_" + port + "._" + transport.word() + "." + service;
      fact(new Fact.Port(name, 0, 100, number, target));
    }
  }

  private static boolean ready(SliceEndpoint endpoint) {
    return endpoint.conditions().flatMap(SliceEndpoint.Conditions::ready).orElse(true);
  }

  private void fact(Fact fact) {
    facts.computeIfAbsent(fact.name(), absent -> new LinkedHashSet<>()).add(fact);
    exists(fact.name());
  }

  private void exists(String name) {
    String rest = name;
    while (parents.add(rest) && rest.indexOf('.') >= 0) {
      rest = rest.substring(rest.indexOf('.') + 1);
    }
  }

  @Override
  public Answer answer(Question question) {
    String name = question.name();
    Set<Fact> known = facts.getOrDefault(name, Set.of());
    boolean within = name.equals(domain) || name.endsWith("." + domain);
    if (!within && known.isEmpty()) {
      return new Answer.Foreign();
    }
    String target = aliases.get(name);
    if (target != null) {
      return alias(new Fact.Alias(name, target), question);
    }
    Optional<Fact> pod = pod(name);
    if (pod.isPresent()) {
      return Answer.known(pod.filter(fact -> fits(fact, question.type())).stream().toList());
    }
    if (!parents.contains(name)) {
      return new Answer.Absent();
    }
    List<Fact> fitting = known.stream().filter(fact -> fits(fact, question.type())).toList();
    List<Fact> also =
        fitting.stream()
            .flatMap(
                fact -> fact instanceof Fact.Port port ? addresses(port.target()) : Stream.of())
            .distinct()
            .toList();
    return new Answer.Known(fitting, also);
  }

  /// An alias within the cluster is followed once; its targets are not aliases in practice.
  private Answer alias(Fact.Alias alias, Question question) {
    boolean within = alias.target().endsWith("." + domain);
    if (question.type() == Question.Type.CNAME) {
      return Answer.known(List.of(alias));
    }
    if (!within) {
      return new Answer.Elsewhere(alias);
    }
    List<Fact> chain = new ArrayList<>(List.of(alias));
    facts.getOrDefault(alias.target(), Set.of()).stream()
        .filter(fact -> fits(fact, question.type()))
        .forEach(chain::add);
    return Answer.known(chain);
  }

  private Stream<Fact> addresses(String name) {
    return facts.getOrDefault(name, Set.of()).stream().filter(fact -> fact instanceof Fact.Address);
  }

  /// `10-1-0-5.NAMESPACE.pod.DOMAIN` is that address, whether there is such a pod or not.
  private Optional<Fact> pod(String name) {
    String suffix = ".pod." + domain;
    if (!name.endsWith(suffix)) {
      return Optional.empty();
    }
    String[] labels = name.substring(0, name.length() - suffix.length()).split("\\.", -1);
    if (labels.length != 2) {
      return Optional.empty();
    }
    return Stream.of(labels[0].replace('-', '.'), labels[0].replace('-', ':'))
        .filter(address -> Cidr.literal(address).isPresent())
        .findFirst()
        .map(address -> new Fact.Address(name, address));
  }

  private static boolean fits(Fact fact, Question.Type type) {
    return switch (fact) {
      case Fact.Address(String _, String address) ->
          type == (Family.of(address) == Family.IPV4 ? Question.Type.A : Question.Type.AAAA);
      case Fact.Alias _ -> type == Question.Type.CNAME;
      case Fact.Port _ -> type == Question.Type.SRV;
      case Fact.Pointer _ -> type == Question.Type.PTR;
    };
  }

  /// The name under which an address is looked up (RFC 1035, section 3.5; RFC 3596, section 2.5).
  static String reverse(String address) {
    byte[] bytes = Cidr.literal(address).map(InetAddress::getAddress).orElseThrow();
    StringBuilder name = new StringBuilder();
    for (int i = bytes.length - 1; i >= 0; i--) {
      int value = bytes[i] & 0xff;
      if (bytes.length == 4) {
        name.append(value).append('.');
      } else {
        name.append(Character.forDigit(value % HEX, HEX)).append('.');
        name.append(Character.forDigit(value / HEX, HEX)).append('.');
      }
    }
    return name.append(bytes.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
  }
}
