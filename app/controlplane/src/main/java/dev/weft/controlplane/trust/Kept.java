package dev.weft.controlplane.trust;

import dev.weft.api.schema.RootCertificates;
import dev.weft.host.file.PrivateFiles;
import dev.weft.sources.MemorySource;
import dev.weft.sources.Source;
import dev.weft.world.rules.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The TrustBundles that the control plane writes itself: its authority's, and what it fetched.
/// What was fetched is on disk too, so that the last good bundle outlives the process.
public final class Kept {
  private static final String AUTHORITY = "weft-authority";
  private static final String SUFFIX = ".yaml";

  private final Path directory;
  private final MemorySource source;

  private Kept(Path directory, MemorySource source) {
    this.directory = directory;
    this.source = source;
  }

  /// Reads what an earlier process fetched.
  public static Kept open(Path directory) throws IOException {
    PrivateFiles.directory(directory);
    MemorySource source = new MemorySource("istio-system");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX)).sorted().toList()) {
        source.put(
            name(file.getFileName().toString().replace(SUFFIX, "")),
            Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return new Kept(directory, source);
  }

  /// Tells the world.
  public Source source() {
    return source;
  }

  /// The mesh's own roots.
  public void own(String rootNamespace, String domain, List<X509Certificate> roots) {
    source.put(name(AUTHORITY), text(AUTHORITY, rootNamespace, domain, "", roots));
  }

  /// The roots that a place published.
  void fetched(String rootNamespace, Trust.Place place, List<X509Certificate> roots)
      throws IOException {
    String name = resource(place);
    String text = text(name, rootNamespace, place.trustDomain(), place.endpoint().url(), roots);
    PrivateFiles.keep(directory.resolve(name + SUFFIX), text);
    source.put(name(name), text);
  }

  /// Forgets what every other place published.
  void keepOnly(List<Trust.Place> places) throws IOException {
    List<String> wanted = places.stream().map(place -> resource(place) + SUFFIX).toList();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX)).toList()) {
        String name = file.getFileName().toString();
        if (!wanted.contains(name)) {
          Files.delete(file);
          source.remove(name(name.replace(SUFFIX, "")));
        }
      }
    }
  }

  private static String name(String resource) {
    return "control-plane/" + resource;
  }

  /// A name that a resource can have.
  private static String resource(Trust.Place place) {
    return (place.name() + "-" + place.trustDomain() + "-fetched")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9.-]+", "-");
  }

  private static String text(
      String name, String namespace, String domain, String from, List<X509Certificate> roots) {
    String pem = roots.stream().map(RootCertificates::pem).collect(Collectors.joining());
    String annotations =
        from.isEmpty() ? "" : "\n  annotations: {" + Trust.FETCHED_FROM + ": '" + from + "'}";
    return "apiVersion: weft.dev/v1alpha1\nkind: TrustBundle\nmetadata:\n  name: "
        + name
        + "\n  namespace: "
        + namespace
        + annotations
        + "\nspec:\n  trustDomain: "
        + domain
        + "\n  pem: |\n"
        + pem.indent(4);
  }
}
