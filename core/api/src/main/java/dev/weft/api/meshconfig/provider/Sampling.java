package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Required;
import java.util.Optional;

/// Which traces are kept.
public sealed interface Sampling {
  record DynatraceSampler(
      @Required String tenant,
      @Required int clusterId,
      int rootSpansPerMinute,
      Optional<DynatraceApi> httpService)
      implements Sampling {}
}
