package dev.weft.api.meshconfig;

import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.destinationrule.OutlierDetection;
import java.util.Optional;

/// What destination rules start from.
public record DefaultTrafficPolicy(
    Optional<ConnectionPoolSettings> connectionPool, Optional<OutlierDetection> outlierDetection) {}
