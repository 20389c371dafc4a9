package dev.weft.capture.redirect;

import java.util.List;

/// Whose connections are whose.
///
/// @param users user ids of the proxy and the agent, which are never redirected
/// @param groups group ids of the same
/// @param captured the groups whose connections are redirected
/// @param exempt groups whose connections are not; counts only when every group is captured
public record Owners(
    List<Integer> users, List<Integer> groups, Choice<String> captured, List<String> exempt) {
  /// Istio's: user and group 1337 are the proxy's.
  public static final Owners USUAL =
      new Owners(List.of(1337), List.of(1337), Choice.all(), List.of());

  public Owners {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
    exempt = List.copyOf(exempt);
  }
}
