package dev.weft.compiler.plan;

import java.time.Duration;
import java.util.OptionalInt;

/// When an endpoint is ejected for a while (Istio `OutlierDetection`); an absent count is off.
public record OutlierPlan(
    OptionalInt consecutive5xx,
    OptionalInt consecutiveGatewayErrors,
    OptionalInt consecutiveLocalFailures,
    boolean splitLocalOrigin,
    Duration interval,
    Duration baseEjection,
    int maxEjectionPercent,
    int minHealthPercent) {}
