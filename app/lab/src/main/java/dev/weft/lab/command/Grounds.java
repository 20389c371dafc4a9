package dev.weft.lab.command;

import dev.weft.lab.check.Check;
import dev.weft.lab.live.Exchange;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.Places;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Target;
import java.nio.file.Path;
import java.util.List;

/// The lab that is up, as its check needs to know it.
record Grounds(Layout layout, LabHome home, Places places) implements Check.Grounds {
  @Override
  public String address(Target.Placeholder place) {
    return places.address(place);
  }

  @Override
  public Path log(Pod pod) {
    return home.log(pod.id());
  }

  @Override
  public Runnable withdraw(List<String> domains) {
    Exchange exchange = new Exchange(layout, places);
    List<Exchange.Bundle> taken = exchange.withdraw(domains);
    return () -> exchange.give(taken);
  }
}
