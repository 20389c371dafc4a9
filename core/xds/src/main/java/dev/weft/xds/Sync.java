package dev.weft.xds;

import java.util.Optional;

/// How far a client is with one type.
///
/// @param state in one word, as `proxy-status` shows it
/// @param subscriptions the number of names asked for; -1 for all there are
/// @param sentVersion the version of the last response, empty when there was none
/// @param ackedVersion the version of the last accepted response, empty when there was none
/// @param nack the standing refusal
public record Sync(
    State state, int subscriptions, String sentVersion, String ackedVersion, Optional<Nack> nack) {
  /// The states of a type at one client.
  public enum State {
    /// The client never asked for this type.
    IGNORED,
    /// It asked, and there was nothing to send yet.
    NOT_SENT,
    /// Something newer is waiting to be sent or to be acknowledged, or was refused.
    STALE,
    /// It has acknowledged all there is.
    SYNCED
  }
}
