package dev.weft.rpc.ca;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.pki.Pem;
import dev.weft.rpc.ca.proto.IstioCertificateRequest;
import dev.weft.rpc.ca.proto.IstioCertificateResponse;
import dev.weft.rpc.ca.proto.IstioCertificateServiceGrpc;
import dev.weft.rpc.caller.Caller;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The authority's end. The name in the certificate is the caller's own, whatever was asked.
public final class CertificateService
    extends IstioCertificateServiceGrpc.IstioCertificateServiceImplBase {
  /// What is told to whoever counts.
  public enum Event {
    ASKED,
    ISSUED,
    UNAUTHENTICATED,
    REFUSED
  }

  private static final long LIMIT_SECONDS = Duration.ofDays(36_500).toSeconds();

  private final Signer signer;
  private final java.util.function.Consumer<Event> observer;

  public CertificateService(Signer signer, java.util.function.Consumer<Event> observer) {
    this.signer = signer;
    this.observer = observer;
  }

  @Override
  public void createCertificate(
      IstioCertificateRequest request, StreamObserver<IstioCertificateResponse> reply) {
    observer.accept(Event.ASKED);
    Optional<Identity> caller = Caller.current().identity();
    if (caller.isEmpty()) {
      observer.accept(Event.UNAUTHENTICATED);
      reply.onError(
          Status.UNAUTHENTICATED
              .withDescription("show a client certificate or 'authorization: Bearer TOKEN'")
              .asRuntimeException());
      return;
    }
    long seconds = Math.clamp(request.getValidityDuration(), 0, LIMIT_SECONDS);
    switch (signer.sign(caller.get(), request.getCsr(), Duration.ofSeconds(seconds))) {
      case Checked.Valid<List<X509Certificate>> signed -> {
        IstioCertificateResponse.Builder response = IstioCertificateResponse.newBuilder();
        signed.value().forEach(certificate -> response.addCertChain(Pem.text(certificate)));
        observer.accept(Event.ISSUED);
        reply.onNext(response.build());
        reply.onCompleted();
      }
      case Checked.Invalid<List<X509Certificate>> refused -> {
        observer.accept(Event.REFUSED);
        reply.onError(
            Status.INVALID_ARGUMENT
                .withDescription(refused.problems().getFirst().cause())
                .asRuntimeException());
      }
    }
  }
}
