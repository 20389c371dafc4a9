package dev.weft.api.telemetry;

import dev.weft.api.schema.Inline;
import java.util.Optional;

/// Which metrics (Istio, "MetricSelector").
public record MetricSelector(@Inline Optional<MetricMatch> metricMatch, WorkloadMode mode) {}
