package dev.weft.lab.drawing;

import java.util.List;
import java.util.stream.Collectors;

/// A scene as lines of text.
public final class TextPicture {
  private TextPicture() {}

  /// The whole text, each line ended.
  public static String of(Scene scene) {
    StringBuilder text = new StringBuilder();
    text.append(scene.title()).append(": ").append(scene.subtitle()).append("\n");
    for (Scene.Area network : scene.networks()) {
      text.append("\n").append(network.name()).append('\n');
      for (int i = 0; i < network.clusters().size(); i++) {
        boolean last = i == network.clusters().size() - 1;
        cluster(text, network.clusters().get(i), last ? "   " : "│  ", last ? "└─ " : "├─ ");
      }
    }
    List<Call> calls = scene.calls();
    if (!calls.isEmpty()) {
      int width = calls.stream().mapToInt(call -> call.from().length()).max().orElse(0);
      text.append('\n');
      for (Call call : calls) {
        text.append(call.from())
            .append(" ".repeat(width - call.from().length()))
            .append(arrow(call.state()))
            .append(call.to())
            .append(remark(call.state()))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static void cluster(StringBuilder text, Scene.Plot cluster, String margin, String head) {
    text.append(head).append("cluster ").append(cluster.name());
    text.append(" (").append(cluster.mesh()).append("; ").append(cluster.ranges()).append(")\n");
    int width = cluster.boxes().stream().mapToInt(box -> box.name().length()).max().orElse(0);
    text.append(
        cluster.boxes().stream()
            .map(box ->
                margin
                    + mark(box.role())
                    + box.name()
                    + " ".repeat(width - box.name().length() + 2)
                    + box.remark()
                    + "\n")
            .collect(Collectors.joining()));
  }

  private static String mark(Scene.Role role) {
    return switch (role) {
      case CONTROL_PLANE -> "◆ ";
      case GATEWAY -> "▣ ";
      case SIDECAR -> "● ";
      case PLAIN -> "○ ";
    };
  }

  private static String arrow(Call.State state) {
    return switch (state) {
      case EXPECTED, ENCRYPTED -> "  ══▶  ";
      case PLAIN -> "  ──▶  ";
      case BARRED, REFUSED -> "  ──✕  ";
      case WRONG -> "  ──!  ";
    };
  }

  private static String remark(Call.State state) {
    return switch (state) {
      case EXPECTED -> "";
      case BARRED -> "  (is to fail)";
      case ENCRYPTED -> "  (mutual TLS between the sidecars)";
      case PLAIN -> "  (plain text)";
      case REFUSED -> "  (refused, as it should be)";
      case WRONG -> "  (not as expected)";
    };
  }
}
