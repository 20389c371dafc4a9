package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.meshconfig.CertificateSource;
import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.meshconfig.TrustedCertificates;
import dev.weft.api.schema.RootCertificates;
import dev.weft.api.weft.BundleEndpoint;
import dev.weft.api.weft.TrustBundle;
import dev.weft.model.Checked;
import dev.weft.world.registry.Catalog;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whom the mesh believes: a set of roots for each trust domain. A root of one domain vouches for
/// no name in another.
///
/// @param own the mesh's trust domain, and its aliases behind it
/// @param roots by trust domain, as PEM texts of one certificate each; those of the mesh's own
///   domain are here only when the authority has told them
/// @param places where bundles are published that are to be fetched
public record Trust(List<String> own, SortedMap<String, List<String>> roots, List<Place> places) {
  /// On a TrustBundle that was fetched: the URL that it came from. It counts as long as that URL is
  /// still to be believed for its trust domain.
  public static final String FETCHED_FROM = "weft.dev/fetched-from";

  public Trust {
    own = List.copyOf(own);
    roots = Collections.unmodifiableSortedMap(new TreeMap<>(roots));
    places = List.copyOf(places);
  }

  /// A published bundle.
  ///
  /// @param name of the resource that says so
  /// @param first roots that vouch for the endpoint itself, as PEM; empty under `https_web`
  public record Place(
      String name, String trustDomain, BundleEndpoint endpoint, List<String> first) {
    public Place {
      first = List.copyOf(first);
    }
  }

  /// What MeshConfig and the TrustBundles of the root namespace say together.
  public static Trust of(Catalog catalog, Mesh mesh) {
    List<String> own = new ArrayList<>(List.of(mesh.identity().domain().name()));
    own.addAll(mesh.identity().aliases());
    Reading reading = new Reading(own);
    for (Resource<MeshConfig> resource : catalog.all(MeshConfig.class)) {
      if (resource.meta().name().equals("istio")) {
        List<TrustedCertificates> all = resource.spec().caCertificates();
        for (int i = 0; i < all.size(); i++) {
          reading.take(all.get(i), "MeshConfig caCertificates[" + i + "]");
        }
      }
    }
    List<Resource<TrustBundle>> bundles =
        catalog.all(TrustBundle.class).stream()
            .filter(bundle -> bundle.meta().namespace().equals(mesh.rootNamespace()))
            .toList();
    bundles.forEach(reading::take);
    bundles.forEach(reading::takeFetched);
    return reading.trust();
  }

  /// The previous one where it says the same.
  public Trust sharing(Trust previous) {
    return equals(previous) ? previous : this;
  }

  /// Whether proxies must tell trust domains apart: there is a foreign one, or the mesh's own has
  /// several roots, as while they change. Else the root that each workload got with its certificate
  /// is all there is.
  public boolean isByDomain() {
    List<String> mine = roots.getOrDefault(own.getFirst(), List.of());
    return !mine.isEmpty() && (mine.size() > 1 || !foreign().isEmpty());
  }

  /// The believed trust domains that are none of the mesh's own names.
  public List<String> foreign() {
    return roots.keySet().stream().filter(domain -> !own.contains(domain)).toList();
  }

  /// Collects roots.
  private static final class Reading {
    private final List<String> own;
    private final SortedMap<String, Set<String>> roots = new TreeMap<>();
    private final List<Place> places = new ArrayList<>();

    Reading(List<String> own) {
      this.own = own;
    }

    void take(TrustedCertificates written, String name) {
      List<String> domains =
          written.trustDomains().isEmpty() ? List.of(own.getFirst()) : written.trustDomains();
      written
          .certificateData()
          .ifPresent(data -> {
            switch (data) {
              case CertificateSource.Pem pem -> {
                if (RootCertificates.ofPem(pem.value())
                    instanceof Checked.Valid<List<X509Certificate>> good) {
                  domains.forEach(domain -> add(domain, good.value()));
                }
              }
              case CertificateSource.SpiffeBundleUrl url ->
                  domains.forEach(domain ->
                      places.add(
                          new Place(
                              name,
                              domain,
                              new BundleEndpoint(url.value(), BundleEndpoint.Profile.https_web, ""),
                              List.of())));
            }
          });
    }

    void take(Resource<TrustBundle> bundle) {
      if (!bundle.meta().annotation(FETCHED_FROM).isEmpty()) {
        return;
      }
      TrustBundle spec = bundle.spec();
      add(spec.trustDomain(), spec.roots());
      spec.endpoint()
          .ifPresent(endpoint ->
              places.add(
                  new Place(
                      bundle.meta().name(),
                      spec.trustDomain(),
                      endpoint,
                      spec.roots().stream().map(RootCertificates::pem).toList())));
    }

    void takeFetched(Resource<TrustBundle> bundle) {
      String from = bundle.meta().annotation(FETCHED_FROM);
      boolean wanted =
          places.stream()
              .anyMatch(place ->
                  place.endpoint().url().equals(from)
                      && place.trustDomain().equals(bundle.spec().trustDomain()));
      if (wanted) {
        add(bundle.spec().trustDomain(), bundle.spec().roots());
      }
    }

    private void add(String domain, List<X509Certificate> certificates) {
      if (!certificates.isEmpty()) {
        Set<String> all = roots.computeIfAbsent(domain, none -> new LinkedHashSet<>());
        certificates.forEach(certificate -> all.add(RootCertificates.pem(certificate)));
      }
    }

    /// An alias is another name of the mesh's own domain, so that domain's roots vouch for it.
    Trust trust() {
      Set<String> mine = roots.getOrDefault(own.getFirst(), Set.of());
      SortedMap<String, List<String>> all = new TreeMap<>();
      roots.forEach((domain, texts) -> all.put(domain, List.copyOf(texts)));
      for (String alias : own.subList(1, own.size())) {
        Set<String> both = new LinkedHashSet<>(mine);
        both.addAll(roots.getOrDefault(alias, Set.of()));
        if (!both.isEmpty()) {
          all.put(alias, List.copyOf(both));
        }
      }
      return new Trust(own, all, places);
    }
  }
}
