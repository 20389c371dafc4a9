package dev.weft.api.kubernetes.container;

import java.util.List;

/// A container; the fields that say what it listens on and how it is started.
public record Container(
    String name,
    String image,
    List<String> command,
    List<String> args,
    List<EnvironmentVariable> env,
    List<ContainerPort> ports,
    String restartPolicy) {
  public Container {
    command = List.copyOf(command);
    args = List.copyOf(args);
    env = List.copyOf(env);
    ports = List.copyOf(ports);
  }
}
