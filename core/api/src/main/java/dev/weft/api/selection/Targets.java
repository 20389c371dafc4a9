package dev.weft.api.selection;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rules that hold for the ways in which a policy names what it is for.
public final class Targets {
  private Targets() {}

  /// A selector, one target or several targets, but only one of these.
  public static void exclusive(
      Findings findings,
      Optional<?> selector,
      Optional<PolicyTargetReference> targetRef,
      List<PolicyTargetReference> targetRefs) {
    List<String> given = new ArrayList<>();
    selector.ifPresent(present -> given.add("selector"));
    targetRef.ifPresent(present -> given.add("targetRef"));
    if (!targetRefs.isEmpty()) {
      given.add("targetRefs");
    }
    Expect.oneAtMost(findings, given);
  }
}
