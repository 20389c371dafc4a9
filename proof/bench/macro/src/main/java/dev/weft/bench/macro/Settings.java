package dev.weft.bench.macro;

import java.nio.file.Path;

/// What the command line asked for.
///
/// @param root the project's folder
/// @param hosts virtual hosts and clusters that each proxy knows
record Settings(
    Path root, int rounds, long roundMillis, long warmUpMillis, int hosts, int connections) {}
