package dev.weft.api.kubernetes;

import dev.weft.api.kubernetes.container.Container;
import java.util.List;

/// The wanted state of a pod.
public record PodSpec(
    List<Container> containers,
    List<Container> initContainers,
    String serviceAccountName,
    String nodeName,
    String hostname,
    String subdomain,
    boolean hostNetwork) {
  public PodSpec {
    containers = List.copyOf(containers);
    initContainers = List.copyOf(initContainers);
  }
}
