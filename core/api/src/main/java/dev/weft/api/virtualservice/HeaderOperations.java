package dev.weft.api.virtualservice;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Map;

/// Headers to overwrite, append and delete, applied in this order (Istio,
/// "Headers.HeaderOperations").
public record HeaderOperations(
    Map<String, String> set, Map<String, String> add, List<String> remove) implements Verified {
  public HeaderOperations {
    set = Ordered.copyOf(set);
    add = Ordered.copyOf(add);
    remove = List.copyOf(remove);
  }

  @Override
  public void verify(Findings findings) {
    HeaderRules.values(findings.at("set"), set);
    HeaderRules.values(findings.at("add"), add);
    remove.forEach(name -> HeaderRules.changeable(findings.at("remove"), name));
  }
}
