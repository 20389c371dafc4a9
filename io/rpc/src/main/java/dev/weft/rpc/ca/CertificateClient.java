package dev.weft.rpc.ca;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.pki.Pem;
import dev.weft.rpc.ca.proto.IstioCertificateRequest;
import dev.weft.rpc.ca.proto.IstioCertificateResponse;
import dev.weft.rpc.ca.proto.IstioCertificateServiceGrpc;
import dev.weft.rpc.caller.TokenAuthenticator;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Target;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The workload's end. Blocks; call it on a virtual thread.
public final class CertificateClient {
  /// How long to wait for an answer.
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Channels channels;
  private final Target authority;
  private final Map<String, String> headers;

  public CertificateClient(Channels channels, Target authority) {
    this(channels, authority, Map.of());
  }

  /// @param headers shown beside the token, such as `clusterid`
  public CertificateClient(Channels channels, Target authority, Map<String, String> headers) {
    this.channels = channels;
    this.authority = authority;
    this.headers = Map.copyOf(headers);
  }

  /// Asks once. A fresh connection each time, so that changed credentials and a moved authority are
  /// noticed.
  ///
  /// @param csr PEM
  /// @param token shown as bearer; empty for none
  /// @param life the life wished for; zero for the authority's usual one
  /// @return leaf first, root last; invalid with [Problem.Code#UNAVAILABLE] when trying again may
  ///   help
  public Checked<List<X509Certificate>> certify(String csr, String token, Duration life) {
    ManagedChannel channel = channels.open(authority);
    try {
      Metadata metadata = new Metadata();
      headers.forEach((name, value) ->
          metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
      if (!token.isEmpty()) {
        metadata.put(TokenAuthenticator.AUTHORIZATION, "Bearer " + token);
      }
      IstioCertificateResponse response =
          IstioCertificateServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
              .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .createCertificate(
                  IstioCertificateRequest.newBuilder()
                      .setCsr(csr)
                      .setValidityDuration(life.toSeconds())
                      .build());
      return Pem.certificates(String.join("\n", response.getCertChainList()));
    } catch (StatusRuntimeException failure) {
      return new Checked.Invalid<>(List.of(problem(failure)));
    } finally {
      channel.shutdownNow();
    }
  }

  private Problem problem(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    String said = status.getDescription() == null ? "" : ": " + status.getDescription();
    Throwable under = status.getCause();
    String reason = under == null ? "" : " (" + under.getMessage() + ")";
    boolean refused =
        status.getCode() == Status.Code.UNAUTHENTICATED
            || status.getCode() == Status.Code.PERMISSION_DENIED
            || status.getCode() == Status.Code.INVALID_ARGUMENT;
    return Problem.error(
        refused ? Problem.Code.INVALID_VALUE : Problem.Code.UNAVAILABLE,
        "",
        "the certificate authority at "
            + authority
            + " answered "
            + status.getCode()
            + said
            + reason,
        refused
            ? "check the token, the namespace and the service account"
            : "see whether the control plane is running");
  }
}
