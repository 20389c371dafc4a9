package dev.weft.controlplane.trust;

import dev.weft.api.schema.RootCertificates;
import dev.weft.controlplane.config.Worlds;
import dev.weft.controlplane.monitoring.Answer;
import dev.weft.controlplane.monitoring.Ask;
import dev.weft.controlplane.monitoring.Page;
import dev.weft.world.rules.Trust;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// `/debug/trustz`: the trust domains that are believed, their roots, and how their endpoints do.
public final class TrustPage implements Page {
  private final Worlds worlds;
  private final Poller poller;

  public TrustPage(Worlds worlds, Poller poller) {
    this.worlds = worlds;
    this.poller = poller;
  }

  @Override
  public Answer answer(Ask ask) {
    Trust trust = worlds.world().configuration().trust();
    Set<String> domains = new TreeSet<>(trust.roots().keySet());
    trust.places().forEach(place -> domains.add(place.trustDomain()));
    List<Object> all = new ArrayList<>();
    for (String domain : domains) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("trustDomain", domain);
      one.put("own", trust.own().contains(domain));
      one.put(
          "roots",
          trust.roots().getOrDefault(domain, List.of()).stream().map(TrustPage::root).toList());
      List<Object> places = new ArrayList<>();
      for (Trust.Place place : trust.places()) {
        if (place.trustDomain().equals(domain)) {
          places.add(place(place));
        }
      }
      one.put("endpoints", places);
      all.add(one);
    }
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("rootNamespace", worlds.world().mesh().rootNamespace());
    page.put("trustDomains", all);
    return Answer.json(200, page);
  }

  private Map<String, Object> place(Trust.Place place) {
    Poller.Status state = poller.state(place);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("resource", place.name());
    map.put("url", place.endpoint().url());
    map.put("profile", place.endpoint().profile().name());
    map.put("sequence", state.sequence());
    state.good().ifPresent(at -> map.put("lastGood", at.toString()));
    if (!state.failure().isEmpty()) {
      map.put("failure", state.failure());
    }
    return map;
  }

  private static Map<String, Object> root(String pem) {
    X509Certificate root = RootCertificates.ofPem(pem).orElseThrow().getFirst();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("subject", root.getSubjectX500Principal().getName());
    map.put("notAfter", root.getNotAfter().toInstant().toString());
    try {
      map.put(
          "sha256",
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(root.getEncoded())));
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException("cannot take the fingerprint of a certificate", impossible);
    }
    return map;
  }
}
