package dev.weft.lab.drill;

/// One call of a drill.
///
/// @param began in milliseconds since the fault; negative before it
/// @param good whether it succeeded in time
/// @param words why it did not
record Sample(long began, boolean good, String words) {}
