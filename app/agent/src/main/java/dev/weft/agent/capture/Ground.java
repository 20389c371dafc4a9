package dev.weft.agent.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whose network namespace a process runs in.
enum Ground {
  /// A pod's, or one made by hand.
  APART,

  /// That of the machine itself.
  MACHINE,

  /// It cannot be told: `/proc/1/ns/net` is closed to this process.
  UNKNOWN;

  /// The first namespaces of a kernel have numbers of their own (`enum init_ns_ino` of
  /// linux/nsfs.h): that of processes since 3.8, that of the network since 6.18.
  static final String FIRST_PROCESSES = "pid:[4026531836]";

  static final String FIRST_NETWORK = "net:[4026531833]";

  /// What a process sees of namespaces.
  ///
  /// @param processes `/proc/self/ns/pid`
  /// @param network `/proc/self/ns/net`
  /// @param first `/proc/1/ns/net`; empty when it cannot be read
  /// @param kernel its version, such as `6.18.4`
  record View(
      Optional<String> processes, Optional<String> network, Optional<String> first, String kernel) {

    /// That of this process.
    static View here() {
      return new View(
          link("/proc/self/ns/pid"),
          link("/proc/self/ns/net"),
          link("/proc/1/ns/net"),
          System.getProperty("os.version", ""));
    }

    private static Optional<String> link(String file) {
      try {
        return Optional.of(Files.readSymbolicLink(Path.of(file)).toString());
      } catch (IOException closed) {
        return Optional.empty();
      }
    }

    /// Whether the machine's own network namespace has its own number.
    private boolean numbered() {
      String[] parts = kernel.split("\\D", 3);
      if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        return false;
      }
      int major = Integer.parseInt(parts[0]);
      return major > 6 || (major == 6 && Integer.parseInt(parts[1]) >= 18);
    }
  }

  /// In a container, process 1 is the container's own, and says nothing of the machine. So the
  /// comparison counts only where process 1 is the machine's; elsewhere this is a pod, as with an
  /// init container, also in a virtual machine that is a pod and has no network namespace but its
  /// first.
  static Ground of(View view) {
    if (view.processes().filter(FIRST_PROCESSES::equals).isEmpty()) {
      return view.processes().isPresent() ? APART : UNKNOWN;
    }
    if (view.network().isEmpty()) {
      return UNKNOWN;
    }
    String network = view.network().get();
    if (network.equals(FIRST_NETWORK)) {
      return MACHINE;
    }
    return view.first()
        .map(first -> first.equals(network) ? MACHINE : APART)
        .orElse(view.numbered() ? APART : UNKNOWN);
  }
}
