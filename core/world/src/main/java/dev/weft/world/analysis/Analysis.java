package dev.weft.world.analysis;

import dev.weft.model.Problem;
import dev.weft.world.World;
import java.util.List;

/// Checks the resources of a world against one another.
public final class Analysis {
  private Analysis() {}

  /// Everything that is wrong or suspicious, by file, line and column. Each resource alone is
  /// valid, for otherwise the world would not have it.
  public static List<Problem> of(World world) {
    Findings findings = new Findings();
    Known known = new Known(world);
    new VirtualServiceChecks(world, known, findings).run();
    Precedence.of(world).tell(findings);
    new DestinationRuleChecks(world, known, findings).run();
    new GatewayChecks(world, known, findings).run();
    new IngressChecks(world, findings).run();
    new ServingChecks(world, known, findings).run();
    new SelectionChecks(world, known, findings).run();
    new SecurityChecks(world, findings).run();
    return findings.sorted();
  }
}
