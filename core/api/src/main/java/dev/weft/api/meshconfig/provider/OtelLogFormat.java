package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Value;
import java.util.Optional;

/// The form of an access-log record of OpenTelemetry.
public record OtelLogFormat(String text, Optional<Value> labels) {}
