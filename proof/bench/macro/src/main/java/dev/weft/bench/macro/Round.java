package dev.weft.bench.macro;

import dev.weft.bench.macro.load.Tally;

/// What one round of one contestant gave.
///
/// @param cpuMicros processor time per request of all its processes
/// @param residentMib memory of all its processes at the end of the round
record Round(
    double perSecond,
    double cpuMicros,
    double p50Micros,
    double p99Micros,
    double residentMib,
    long failed) {
  static Round of(Tally tally, double seconds, long cpuMicros, double residentMib) {
    long answers = Math.max(1, tally.answers());
    return new Round(
        tally.answers() / seconds,
        cpuMicros / (double) answers,
        tally.percentileMicros(0.50),
        tally.percentileMicros(0.99),
        residentMib,
        tally.failures());
  }
}
