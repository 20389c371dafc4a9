package dev.weft.api.telemetry;

/// A metric of Istio's, or another.
public sealed interface MetricMatch {
  record Metric(IstioMetric value) implements MetricMatch {}

  record CustomMetric(String value) implements MetricMatch {}
}
