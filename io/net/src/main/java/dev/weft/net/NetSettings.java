package dev.weft.net;

import dev.weft.net.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a data path is set up.
///
/// @param loops event loops, each one thread; at least 1
/// @param drainTime how long connections of a removed listener, or of a stage that drains, may live
///   on before they are cut
/// @param retryBodyBytes the most of a request's body that is kept to send it again; a longer body
///   makes the request unrepeatable
/// @param mirrorBodyBytes the most of a request's body that is copied to a mirror; a longer body
///   ends the copy
/// @param nameServers asked by DNS clusters; empty means those of the operating system
/// @param introduction to other proxies; empty for a proxy outside of any mesh
public record NetSettings(
    Transport transport,
    int loops,
    Duration drainTime,
    int retryBodyBytes,
    int mirrorBodyBytes,
    List<InetSocketAddress> nameServers,
    Optional<Introduction> introduction) {
  public NetSettings {
    if (loops < 1) {
      throw new IllegalArgumentException("at least one event loop is needed, not " + loops);
    }
    nameServers = List.copyOf(nameServers);
  }

  /// The best transport, one loop per processor, 45 s to drain, bodies of up to 1 MiB repeated.
  public static NetSettings standard() {
    return new NetSettings(
        Transport.best(),
        Runtime.getRuntime().availableProcessors(),
        Duration.ofSeconds(45),
        1 << 20,
        1 << 20,
        List.of(),
        Optional.empty());
  }

  public NetSettings withLoops(int count) {
    return new NetSettings(
        transport, count, drainTime, retryBodyBytes, mirrorBodyBytes, nameServers, introduction);
  }

  public NetSettings withDrainTime(Duration time) {
    return new NetSettings(
        transport, loops, time, retryBodyBytes, mirrorBodyBytes, nameServers, introduction);
  }

  public NetSettings withNameServers(List<InetSocketAddress> servers) {
    return new NetSettings(
        transport, loops, drainTime, retryBodyBytes, mirrorBodyBytes, servers, introduction);
  }

  public NetSettings withIntroduction(Introduction own) {
    return new NetSettings(
        transport,
        loops,
        drainTime,
        retryBodyBytes,
        mirrorBodyBytes,
        nameServers,
        Optional.of(own));
  }
}
