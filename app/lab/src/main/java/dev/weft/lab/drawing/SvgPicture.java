package dev.weft.lab.drawing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A scene as SVG. Networks stand side by side; an arrow into another network leads through its
/// east-west gateway.
public final class SvgPicture {
  private static final int BOX_WIDTH = 230;
  private static final int BOX_HEIGHT = 46;
  private static final int GAP = 16;
  private static final int CLUSTER_HEAD = 66;
  private static final int CLUSTER_WIDTH = BOX_WIDTH + 2 * GAP;
  private static final int NETWORK_HEAD = 40;

  /// Room between clusters, where arrows are.
  private static final int AISLE = 120;

  private static final int TOP = 76;
  private static final int LEGEND = 54;

  private record Spot(int x, int y, int network) {
    int middle() {
      return y + BOX_HEIGHT / 2;
    }
  }

  private final StringBuilder svg = new StringBuilder();
  private final Map<String, Spot> spots = new LinkedHashMap<>();
  private final Map<Integer, String> entrances = new LinkedHashMap<>();
  private final Scene scene;

  private SvgPicture(Scene scene) {
    this.scene = scene;
  }

  /// The whole document.
  public static String of(Scene scene) {
    return new SvgPicture(scene).draw();
  }

  private String draw() {
    int tallest =
        scene.networks().stream()
            .flatMap(network -> network.clusters().stream())
            .mapToInt(cluster -> cluster.boxes().size())
            .max()
            .orElse(0);
    int clusterHeight = CLUSTER_HEAD + tallest * (BOX_HEIGHT + GAP) + GAP;
    int height = TOP + NETWORK_HEAD + clusterHeight + GAP + LEGEND;
    int x = GAP;
    for (int n = 0; n < scene.networks().size(); n++) {
      Scene.Area network = scene.networks().get(n);
      int count = Math.max(1, network.clusters().size());
      int width = count * CLUSTER_WIDTH + (count - 1) * AISLE + 2 * GAP;
      frame(x, TOP, width, NETWORK_HEAD + clusterHeight + GAP, "network");
      text(x + GAP, TOP + 25, "heading", network.name());
      for (int c = 0; c < network.clusters().size(); c++) {
        int left = x + GAP + c * (CLUSTER_WIDTH + AISLE);
        cluster(network.clusters().get(c), left, TOP + NETWORK_HEAD, clusterHeight, n);
      }
      x += width + AISLE;
    }
    scene.calls().forEach(this::arrow);
    legend(TOP + NETWORK_HEAD + clusterHeight + GAP + 30);
    return document(x - AISLE + GAP, height);
  }

  private void cluster(Scene.Plot cluster, int x, int y, int height, int network) {
    frame(x, y, CLUSTER_WIDTH, height, "cluster");
    text(x + GAP, y + 22, "name", "cluster " + cluster.name());
    text(x + GAP, y + 39, "remark", cluster.mesh());
    text(x + GAP, y + 54, "remark", cluster.ranges());
    int top = y + CLUSTER_HEAD;
    for (Scene.Box box : cluster.boxes()) {
      frame(x + GAP, top, BOX_WIDTH, BOX_HEIGHT, kind(box.role()));
      text(x + 2 * GAP, top + 20, "name", box.name());
      text(x + 2 * GAP, top + 36, "remark", box.remark());
      String key = cluster.name() + "/" + box.name();
      spots.put(key, new Spot(x + GAP, top, network));
      if (box.role() == Scene.Role.GATEWAY && box.remark().startsWith("east-west")) {
        entrances.putIfAbsent(network, key);
      }
      top += BOX_HEIGHT + GAP;
    }
  }

  private void arrow(Call call) {
    Optional<Spot> from = spot(call.from());
    Optional<Spot> to = spot(call.to());
    if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
      return;
    }
    String style = style(call.state());
    String gate = entrances.getOrDefault(to.get().network(), "");
    boolean across = from.get().network() != to.get().network();
    if (across && spots.containsKey(gate)) {
      Spot gateway = spots.getOrDefault(gate, to.get());
      path(from.get(), gateway, style, "");
      within(gateway, to.get(), style);
    } else if (from.get().x() == to.get().x()) {
      within(from.get(), to.get(), style);
    } else {
      path(from.get(), to.get(), style, " marker-end=\"url(#tip-" + style + ")\"");
    }
  }

  private Optional<Spot> spot(String name) {
    Spot exact = spots.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    Spot numbered = spots.get(name.replaceFirst("-\\d+$", ""));
    return numbered != null
        ? Optional.of(numbered)
        : spots.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(name + "/"))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  /// Between two columns: out at the near side, in at the near side.
  private void path(Spot from, Spot to, String style, String tip) {
    boolean right = to.x() > from.x();
    int startX = right ? from.x() + BOX_WIDTH : from.x();
    int endX = right ? to.x() - 2 : to.x() + BOX_WIDTH + 2;
    int bend = (endX - startX) / 2;
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"call %s\" d=\"M%d %d C%d %d %d %d %d %d\"%s/>\n",
            style,
            startX,
            from.middle(),
            startX + bend,
            from.middle(),
            endX - bend,
            to.middle(),
            endX,
            to.middle(),
            tip));
  }

  /// In one column: out at the right side and back in at the right side.
  private void within(Spot from, Spot to, String style) {
    int x = from.x() + BOX_WIDTH;
    int out = x + 26 + Math.abs(from.middle() - to.middle()) / 12;
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"call %s\" d=\"M%d %d C%d %d %d %d %d %d\""
                + " marker-end=\"url(#tip-%s)\"/>\n",
            style,
            x,
            from.middle(),
            out,
            from.middle(),
            out,
            to.middle(),
            x + 2,
            to.middle(),
            style));
  }

  private void legend(int y) {
    int x = GAP;
    for (String entry :
        List.of(
            "plane=control plane, certificate authority",
            "gateway=gateway",
            "sidecar=pod with sidecar",
            "plain=pod without")) {
      String[] parts = entry.split("=");
      frame(x, y, 18, 14, parts[0]);
      text(x + 26, y + 12, "remark", parts[1]);
      x += 44 + parts[1].length() * 7;
    }
  }

  private void frame(int x, int y, int width, int height, String kind) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n",
            kind,
            x,
            y,
            width,
            height));
  }

  private void text(int x, int y, String kind, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
            kind,
            x,
            y,
            safe(words)));
  }

  private static String safe(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String kind(Scene.Role role) {
    return switch (role) {
      case CONTROL_PLANE -> "plane";
      case GATEWAY -> "gateway";
      case SIDECAR -> "sidecar";
      case PLAIN -> "plain";
    };
  }

  private static String style(Call.State state) {
    return switch (state) {
      case EXPECTED, ENCRYPTED -> "encrypted";
      case PLAIN -> "clear";
      case REFUSED -> "refused";
      case WRONG -> "wrong";
    };
  }

  private String document(int width, int height) {
    StringBuilder tips = new StringBuilder();
    for (String tip :
        List.of("encrypted=#15803d", "clear=#64748b", "refused=#b45309", "wrong=#dc2626")) {
      String[] parts = tip.split("=");
      tips.append(
          String.format(
              Locale.ROOT,
              "<marker id=\"tip-%s\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
                  + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\""
                  + " fill=\"%s\"/></marker>\n",
              parts[0],
              parts[1]));
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d">
    <style>
    text { font-family: system-ui, sans-serif; fill: #0f172a }
    .title { font-size: 22px; font-weight: 600 } .heading { font-size: 16px; font-weight: 600 }
    .name { font-size: 14px; font-weight: 600 } .remark { font-size: 11px; fill: #475569 }
    rect { stroke-width: 1.5 }
    .network { fill: #f8fafc; stroke: #94a3b8; stroke-dasharray: 6 4 }
    .cluster { fill: #ffffff; stroke: #64748b }
    .plane { fill: #ede9fe; stroke: #7c3aed } .gateway { fill: #ffedd5; stroke: #ea580c }
    .sidecar { fill: #dbeafe; stroke: #2563eb } .plain { fill: #f1f5f9; stroke: #94a3b8 }
    .call { fill: none; stroke-width: 2 } .encrypted { stroke: #15803d } .clear { stroke: #64748b }
    .refused { stroke: #b45309; stroke-dasharray: 3 4 } .wrong { stroke: #dc2626 }
    </style>
    <defs>
    %s</defs>
    <rect width="100%%" height="100%%" fill="#ffffff"/>
    <text class="title" x="%d" y="34">%s</text>
    <text class="remark" x="%d" y="56">%s</text>
    %s</svg>
    """
        .formatted(
            width,
            height,
            width,
            height,
            tips,
            GAP,
            safe(scene.title()),
            GAP,
            safe(scene.subtitle()),
            svg);
  }
}
