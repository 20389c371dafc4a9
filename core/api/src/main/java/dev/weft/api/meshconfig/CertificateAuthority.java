package dev.weft.api.meshconfig;

import dev.weft.api.destinationrule.ClientTlsSettings;
import dev.weft.api.schema.Required;
import java.time.Duration;
import java.util.Optional;

/// An external certificate authority (Istio, "CA").
public record CertificateAuthority(
    @Required String address,
    Optional<ClientTlsSettings> tlsSettings,
    Optional<Duration> requestTimeout,
    boolean istiodSide) {}
