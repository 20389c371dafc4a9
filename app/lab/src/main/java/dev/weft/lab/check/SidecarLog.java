package dev.weft.lab.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the caller's own sidecar wrote of a request: curl is only told that there was no
/// connection.
final class SidecarLog {
  /// Envoy writes its log a little later.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Pattern TRANSPORT = Pattern.compile("\"(TLS_error:[^\"]*)\"");

  private SidecarLog() {}

  /// Why TLS failed; empty when it was not TLS that did, or nothing is written of it.
  ///
  /// @param id of the request, `x-request-id`
  static Optional<String> tlsFailure(Path log, String id) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<String> line = line(log, id);
      if (line.isPresent() || System.nanoTime() > end) {
        return line.flatMap(SidecarLog::reason);
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
  }

  private static Optional<String> line(Path log, String id) {
    if (!Files.exists(log)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(id)).findFirst();
    } catch (IOException | UncheckedIOException unreadable) {
      return Optional.empty(); // the call's own words must do
    }
  }

  /// The reason in a line of Istio's usual format, which has `_` for blanks.
  static Optional<String> reason(String line) {
    Matcher found = TRANSPORT.matcher(line);
    return found.find() ? Optional.of(found.group(1).replace('_', ' ')) : Optional.empty();
  }
}
