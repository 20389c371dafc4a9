package dev.weft.agent.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where the control plane and the certificate authority are, and how to prove who one is.
///
/// @param discovery `host:port` of the control plane's xDS
/// @param authority `host:port` of the certificate authority
/// @param rootFile the root that their TLS certificates must chain to; absent for plain text, which
///   is for loopback only
/// @param tokenFile read again at each use, because tokens are renewed too
/// @param life of certificates asked for; zero for the authority's usual one
public record Planes(
    String discovery, String authority, Optional<Path> rootFile, Path tokenFile, Duration life) {}
