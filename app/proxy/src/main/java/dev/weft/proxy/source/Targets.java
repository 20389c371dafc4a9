package dev.weft.proxy.source;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.model.Checked;
import dev.weft.pki.Pem;
import dev.weft.rpc.transport.ClientTls;
import dev.weft.rpc.transport.Target;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Where the gRPC servers are that a bootstrap's static clusters name.
public final class Targets {
  private final Bootstrap bootstrap;

  public Targets(Bootstrap bootstrap) {
    this.bootstrap = bootstrap;
  }

  /// Whether there is a static cluster of that name.
  public boolean has(String cluster) {
    return find(cluster).isPresent();
  }

  private Optional<Cluster> find(String name) {
    return bootstrap.getStaticResources().getClustersList().stream()
        .filter(each -> each.getName().equals(name))
        .findFirst();
  }

  /// The first endpoint of a cluster, and how to speak TLS with it. Files are read at each call, so
  /// that renewed certificates are used.
  ///
  /// @throws IllegalStateException in one sentence when there is none, or when a file is not there
  ///   yet
  public Target of(String name) {
    Cluster cluster =
        find(name).orElseThrow(() -> new IllegalStateException("no static cluster " + name));
    Address address =
        cluster.getLoadAssignment().getEndpointsList().stream()
            .flatMap(each -> each.getLbEndpointsList().stream())
            .map(each -> each.getEndpoint().getAddress())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("cluster " + name + " has no endpoint"));
    if (address.hasPipe()) {
      return Target.pipe(Path.of(address.getPipe().getPath()));
    }
    String host = address.getSocketAddress().getAddress();
    int port = address.getSocketAddress().getPortValue();
    if (!cluster.hasTransportSocket()) {
      return Target.plain(host, port);
    }
    return Target.tls(host, port, tls(cluster));
  }

  private static ClientTls tls(Cluster cluster) {
    try {
      UpstreamTlsContext context =
          cluster.getTransportSocket().getTypedConfig().unpack(UpstreamTlsContext.class);
      CommonTlsContext common = context.getCommonTlsContext();
      CertificateValidationContext validation =
          common.hasCombinedValidationContext()
              ? common.getCombinedValidationContext().getDefaultValidationContext()
              : common.getValidationContext();
      List<String> names =
          validation.getMatchTypedSubjectAltNamesList().stream()
              .map(each -> each.getMatcher().getExact())
              .filter(each -> !each.isEmpty())
              .toList();
      return new ClientTls(
          context.getSni(),
          certificates(validation.getTrustedCa(), cluster.getName() + " trusted_ca"),
          names,
          common.getTlsCertificatesCount() == 0
              ? Optional.empty()
              : Optional.of(credential(common.getTlsCertificates(0), cluster.getName())));
    } catch (InvalidProtocolBufferException other) {
      throw new IllegalStateException(
          "cluster " + cluster.getName() + " has no TLS transport socket that Weft knows", other);
    }
  }

  private static ClientTls.Credential credential(TlsCertificate certificate, String cluster) {
    String key = text(certificate.getPrivateKey(), cluster + " private_key");
    return new ClientTls.Credential(
        good(Pem.privateKey(key), cluster + " private_key"),
        certificates(certificate.getCertificateChain(), cluster + " certificate_chain"));
  }

  private static List<X509Certificate> certificates(DataSource source, String what) {
    return good(Pem.certificates(text(source, what)), what);
  }

  private static <T> T good(Checked<T> read, String what) {
    return switch (read) {
      case Checked.Valid<T> valid -> valid.value();
      case Checked.Invalid<T> invalid ->
          throw new IllegalStateException(what + ": " + invalid.problems().getFirst().cause());
    };
  }

  private static String text(DataSource source, String what) {
    return switch (source.getSpecifierCase()) {
      case INLINE_STRING -> source.getInlineString();
      case INLINE_BYTES -> source.getInlineBytes().toStringUtf8();
      case ENVIRONMENT_VARIABLE ->
          Optional.ofNullable(System.getenv(source.getEnvironmentVariable())).orElse("");
      case FILENAME -> {
        try {
          yield Files.readString(Path.of(source.getFilename()));
        } catch (IOException absent) {
          throw new IllegalStateException(what + ": cannot read " + source.getFilename(), absent);
        }
      }
      case SPECIFIER_NOT_SET -> throw new IllegalStateException(what + " is not given");
    };
  }
}
