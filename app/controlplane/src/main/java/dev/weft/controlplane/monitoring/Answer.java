package dev.weft.controlplane.monitoring;

import dev.weft.host.terminal.Tree;
import java.util.Map;

/// An HTTP answer.
public record Answer(int status, String contentType, String body) {
  /// A tree of maps and lists as JSON.
  public static Answer json(int status, Object tree) {
    return new Answer(status, "application/json", Tree.json(tree));
  }

  /// Text.
  public static Answer text(int status, String body) {
    return new Answer(status, "text/plain; charset=utf-8", body);
  }

  /// A refusal in one sentence.
  public static Answer refused(int status, String sentence) {
    return json(status, Map.of("error", sentence));
  }
}
