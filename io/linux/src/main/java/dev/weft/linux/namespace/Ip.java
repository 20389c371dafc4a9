package dev.weft.linux.namespace;

import dev.weft.linux.command.Commands;
import java.util.List;
import java.util.Optional;

/// Commands of `ip`, done in one go in a namespace: the first one that fails ends it.
public final class Ip {
  private final Optional<Namespace> namespace;
  private final StringBuilder lines = new StringBuilder();

  public Ip(Namespace namespace) {
    this.namespace = Optional.of(namespace);
  }

  private Ip() {
    this.namespace = Optional.empty();
  }

  /// In the machine's own namespace; only for moving things between ours.
  static Ip outside() {
    return new Ip();
  }

  /// One command without the word `ip`, such as `link set eth0 up`.
  public Ip line(String command) {
    lines.append(command).append('\n');
    return this;
  }

  /// Several commands, one a line.
  public Ip lines(String commands) {
    commands.lines().forEach(this::line);
    return this;
  }

  /// Does them.
  ///
  /// @throws dev.weft.linux.command.LinuxFailure with what `ip` said
  public void apply() {
    if (!lines.isEmpty()) {
      Commands.run(
          namespace.isPresent()
              ? List.of("ip", "-n", namespace.orElseThrow().name(), "-batch", "-")
              : List.of("ip", "-batch", "-"),
          lines.toString());
    }
  }
}
