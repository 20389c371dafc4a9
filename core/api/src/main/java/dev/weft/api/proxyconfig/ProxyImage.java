package dev.weft.api.proxyconfig;

/// Which variant of the proxy image (Istio, "ProxyImage").
public record ProxyImage(String imageType) {}
