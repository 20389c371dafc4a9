package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.model.Labels;
import java.util.List;

/// Finds the Gateways that a proxy serves.
public final class Gateways {
  private final List<Resource<Gateway>> all;

  private Gateways(List<Resource<Gateway>> all) {
    this.all = all;
  }

  public static Gateways of(List<Resource<Gateway>> resources) {
    return new Gateways(resources);
  }

  /// Every Gateway, oldest first.
  public List<Resource<Gateway>> all() {
    return all;
  }

  /// Those of any namespace whose selector the proxy's labels match, oldest first. A Gateway
  /// without a selector is for every gateway proxy.
  public List<Resource<Gateway>> serving(Labels proxy) {
    return all.stream()
        .filter(gateway -> proxy.matches(Labels.of(gateway.spec().selector())))
        .toList();
  }
}
