package dev.weft.api.sidecar;

import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.gateway.ServerTlsSettings;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.model.Protocol;
import java.util.Optional;
import java.util.Set;

/// One port that the proxy accepts traffic on (Istio, "IstioIngressListener").
public record IstioIngressListener(
    @Required SidecarPort port,
    String bind,
    CaptureMode captureMode,
    String defaultEndpoint,
    Optional<ServerTlsSettings> tls,
    Optional<ConnectionPoolSettings> connectionPool)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("port").at("number"), port.number());
    if (!bind.isEmpty()) {
      Expect.address(findings.at("bind"), bind);
    }
    if (!defaultEndpoint.isEmpty()) {
      endpoint(findings.at("defaultEndpoint"));
    }
    tls.ifPresent(settings -> tls(findings.at("tls"), settings));
  }

  private void endpoint(Findings findings) {
    if (defaultEndpoint.startsWith("unix://")) {
      Expect.socket(findings, defaultEndpoint.substring("unix://".length()));
      return;
    }
    int colon = defaultEndpoint.lastIndexOf(':');
    String host = colon < 0 ? defaultEndpoint : defaultEndpoint.substring(0, colon);
    String number = defaultEndpoint.substring(colon + 1);
    boolean local = Set.of("", "127.0.0.1", "0.0.0.0", "[::1]", "[::]").contains(host);
    if (colon < 0 || !local || !number.matches("[0-9]{1,5}")) {
      findings.invalid(
          "'" + defaultEndpoint + "' is not a local endpoint",
          "write 127.0.0.1:PORT, 0.0.0.0:PORT or unix:///path");
    } else {
      Expect.port(findings, Integer.parseInt(number));
    }
  }

  private void tls(Findings findings, ServerTlsSettings settings) {
    if (!Protocol.parse(port.protocol()).isTls()) {
      findings.conflict(
          "the protocol '" + port.protocol() + "' is plain text but TLS is configured",
          "use protocol HTTPS or TLS");
    }
    switch (settings.mode()) {
      case ISTIO_MUTUAL, AUTO_PASSTHROUGH ->
          findings
              .at("mode")
              .invalid(settings.mode() + " is for gateways only", "use SIMPLE or MUTUAL");
      case PASSTHROUGH, SIMPLE, MUTUAL, OPTIONAL_MUTUAL -> {}
    }
    if (settings.httpsRedirect()) {
      findings.at("httpsRedirect").invalid("a sidecar does not redirect", "remove it");
    }
    if (!settings.credentialName().isEmpty() || !settings.credentialNames().isEmpty()) {
      findings
          .at("credentialName")
          .invalid("a sidecar has no access to secrets", "use certificate files");
    }
  }
}
