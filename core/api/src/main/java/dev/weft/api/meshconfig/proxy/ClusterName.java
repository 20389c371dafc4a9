package dev.weft.api.meshconfig.proxy;

import dev.weft.api.schema.Field;

/// How a proxy names its own service.
public sealed interface ClusterName {
  record ServiceCluster(String value) implements ClusterName {}

  @Field("tracingServiceName")
  record FromWorkload(TracingServiceName value) implements ClusterName {}
}
