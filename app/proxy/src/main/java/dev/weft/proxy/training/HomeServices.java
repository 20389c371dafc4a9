package dev.weft.proxy.training;

import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Svid;
import dev.weft.pki.Template;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.xds.Discovery;
import dev.weft.rpc.xds.SecretServer;
import dev.weft.rpc.xds.Secrets;
import dev.weft.rpc.xds.ServerStream;
import dev.weft.rpc.xds.XdsServices;
import dev.weft.xds.Resources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A control plane and an agent for one proxy.
public final class HomeServices implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("training-", 0).factory());
  private final Loops loops = Loops.of(1, "training");
  private final Set<ServerStream> streams = ConcurrentHashMap.newKeySet();
  private final XdsServices services = new XdsServices(new ToAll());
  private final Authority authority;
  private final SecretServer secrets;
  private final Listening listening;
  private Resources current = Resources.EMPTY;

  /// Starts both.
  ///
  /// @throws IOException when a port or path is taken
  public HomeServices(Course course) throws IOException {
    SecureRandom random = new SecureRandom();
    authority =
        Authority.selfSigned(
            TrustDomain.CLUSTER_LOCAL, Algorithm.ECDSA_P256, Instant.now(), random);
    secrets = SecretServer.on(course.secrets(), loops, threads);
    renewSecrets();
    listening =
        Listening.on(
            new InetSocketAddress("127.0.0.1", course.xds()),
            Optional.empty(),
            loops,
            new Listening.Offer(List.of(services.aggregated()), List.of(), threads));
  }

  /// Gives the proxy a new certificate.
  public void renewSecrets() {
    SecureRandom random = new SecureRandom();
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    Identity identity = new Identity(TrustDomain.CLUSTER_LOCAL, "default", "training");
    Instant now = Instant.now();
    Template template =
        Template.svid(
            key.publicKey(),
            identity,
            now.minus(Duration.ofMinutes(1)),
            now.plus(Duration.ofHours(1)));
    Svid svid = new Svid(identity, key, authority.sign(template, random));
    secrets.serve(Secrets.of(svid, List.of(authority.root())));
  }

  /// Makes these what the proxy is to have.
  public void serve(Resources resources) {
    synchronized (streams) {
      current = resources;
      streams.forEach(stream -> stream.push(resources));
    }
  }

  @Override
  public void close() {
    listening.close();
    services.close();
    secrets.close();
    loops.close();
    threads.shutdownNow();
  }

  private final class ToAll implements Discovery {
    @Override
    public Admission admit(ServerStream stream) {
      synchronized (streams) {
        streams.add(stream);
        stream.push(current);
      }
      return new Admission.Admitted();
    }

    @Override
    public void closed(ServerStream stream) {
      streams.remove(stream);
    }
  }
}
