package dev.weft.rpc.transport;

import dev.weft.pki.Inspection;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/// Opens channels to targets.
public final class Channels {
  private final Loops loops;
  private final Executor executor;
  private final InstantSource clock;

  /// Channels that share loops.
  ///
  /// @param executor where callbacks run; virtual threads are right
  /// @param clock for the validity of servers' certificates
  public Channels(Loops loops, Executor executor, InstantSource clock) {
    this.loops = loops;
    this.executor = executor;
    this.clock = clock;
  }

  /// A channel that connects when first used. The caller shuts it down.
  public ManagedChannel open(Target target) {
    NettyChannelBuilder builder =
        switch (target) {
          case Target.Pipe(var path) ->
              NettyChannelBuilder.forAddress(new NamedPipe(path.toString()))
                  .overrideAuthority("localhost")
                  .negotiationType(NegotiationType.PLAINTEXT)
                  .channelType(loops.client(true), NamedPipe.class);
          case Target.Tcp tcp -> tcp(tcp).channelType(loops.client(false));
        };
    return builder
        .eventLoopGroup(loops.group())
        .executor(executor)
        .maxInboundMessageSize(Limits.CLIENT_MESSAGE_BYTES)
        .keepAliveTime(Limits.KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(Limits.KEEP_ALIVE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .disableRetry()
        .build();
  }

  private NettyChannelBuilder tcp(Target.Tcp tcp) {
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress(tcp.host(), tcp.port());
    if (tcp.tls().isEmpty()) {
      return builder.negotiationType(NegotiationType.PLAINTEXT);
    }
    ClientTls tls = tcp.tls().get();
    if (!tls.serverName().isEmpty()) {
      builder.overrideAuthority(tls.serverName());
    }
    return builder.negotiationType(NegotiationType.TLS).sslContext(context(tls));
  }

  private SslContext context(ClientTls tls) {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
          .keyManager(new HeldKey(tls::identity))
          .trustManager(new PeerTrust(chain -> refusal(tls, chain)))
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }

  private Optional<String> refusal(ClientTls tls, List<X509Certificate> chain) {
    if (tls.roots().isEmpty()) {
      return Optional.of("no root is trusted");
    }
    List<X509Certificate> path = new ArrayList<>(chain);
    while (path.size() > 1 && tls.roots().contains(path.getLast())) {
      path.removeLast();
    }
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              tls.roots().stream()
                  .map(root -> new TrustAnchor(root, null))
                  .collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(clock.instant()));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      List<String> names = names(chain.getFirst());
      boolean named =
          tls.acceptedNames().isEmpty() || tls.acceptedNames().stream().anyMatch(names::contains);
      return named
          ? Optional.empty()
          : Optional.of("the server is " + names + ", expected " + tls.acceptedNames());
    } catch (GeneralSecurityException broken) {
      return Optional.of("the server's certificate does not verify: " + broken.getMessage());
    }
  }

  private static List<String> names(X509Certificate certificate) throws GeneralSecurityException {
    List<String> names = new ArrayList<>(Inspection.uris(certificate));
    names.addAll(Inspection.dnsNames(certificate));
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    if (all != null) {
      all.stream()
          .filter(name -> Integer.valueOf(7).equals(name.get(0)))
          .forEach(name -> names.add(String.valueOf(name.get(1))));
    }
    return names;
  }
}
