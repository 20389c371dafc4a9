package dev.weft.controlplane.monitoring;

import java.io.IOException;

/// What answers below one path.
@FunctionalInterface
public interface Page {
  /// @throws IOException when something outside failed; the client is told
  Answer answer(Ask ask) throws IOException;
}
