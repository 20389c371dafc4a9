package dev.weft.api.gateway;

/// A certificate, its key and roots as files (Istio, "ServerTLSSettings.TLSCertificate").
public record TlsCertificate(String serverCertificate, String privateKey, String caCertificates) {}
