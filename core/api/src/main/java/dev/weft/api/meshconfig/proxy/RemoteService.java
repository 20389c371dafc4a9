package dev.weft.api.meshconfig.proxy;

import dev.weft.api.destinationrule.ClientTlsSettings;
import dev.weft.api.destinationrule.TcpKeepalive;
import java.util.Optional;

/// A service that proxies report to (Istio mesh, "RemoteService").
public record RemoteService(
    String address, Optional<ClientTlsSettings> tlsSettings, Optional<TcpKeepalive> tcpKeepalive) {}
