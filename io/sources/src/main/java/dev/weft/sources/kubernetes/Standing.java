package dev.weft.sources.kubernetes;

import java.time.Instant;

/// How it stands with a cluster that is read.
///
/// @param since when it began to stand so
/// @param why what keeps it from being well; empty when it is
public record Standing(Phase phase, Instant since, String why) {
  /// The stages of a link.
  public enum Phase {
    /// Not everything has been read for the first time.
    SYNCING,
    /// Everything is known and followed.
    SYNCED,
    /// Everything was known; the cluster cannot be reached now, and what it last said counts.
    CUT
  }
}
