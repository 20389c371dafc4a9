package dev.weft.rpc.xds;

import dev.weft.xds.ClientSession;
import java.time.Duration;
import java.util.Map;

/// Who uses what an [XdsClient] receives. Called one call at a time, never on an event loop.
public interface Follower {
  /// Something new is offered. What cannot be used is rejected, by name with the reason; the rest
  /// counts as taken over when this returns.
  Map<String, String> offered(ClientSession.Offer offer);

  /// What was offered has been taken over; [ClientSession#resources()] has it.
  default void settled(ClientSession session) {}

  /// The server has answered for the first time on a new connection.
  default void connected() {}

  /// The connection was lost or could not be made; it is tried again after `again`.
  default void disconnected(String why, Duration again) {}
}
