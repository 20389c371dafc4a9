package dev.weft.lab.drawing;

import dev.weft.lab.drawing.Arrangement.Side;
import dev.weft.lab.drawing.Arrangement.Spot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A scene as SVG: boxes, a numbered arrow for each call, and a sentence about each below. An arrow
/// into another network leads through its east-west gateway, as the call does.
public final class SvgPicture {
  private static final int PILL = 64;
  private static final int LINE = 26;

  private final Canvas canvas = new Canvas();
  private final List<Sentence> sentences = new ArrayList<>();
  private final Map<Spot, Integer> departures = new HashMap<>();
  private final Scene scene;
  private final Arrangement places;

  /// What is said below the picture about an arrow.
  private record Sentence(String style, String words) {}

  private SvgPicture(Scene scene) {
    this.scene = scene;
    this.places = new Arrangement(scene);
  }

  /// The whole document.
  public static String of(Scene scene) {
    return new SvgPicture(scene).draw();
  }

  private String draw() {
    int cluster = 0;
    for (int n = 0; n < scene.networks().size(); n++) {
      Scene.Area network = scene.networks().get(n);
      Frame frame = places.networks().get(n);
      canvas.frame(frame, "network");
      canvas.text(frame.x() + Arrangement.GAP, frame.y() + 27, "heading", network.name());
      canvas.text(
          frame.x() + Arrangement.GAP,
          frame.y() + 47,
          "remark",
          scene.networks().size() > 1
              ? "from outside, only addresses of gateways and load balancers lead in"
              : "every pod reaches every other by its address");
      for (Scene.Plot plot : network.clusters()) {
        plot(plot, places.clusters().get(cluster++));
      }
    }
    places.spots().forEach(this::box);
    scene.calls().forEach(this::call);
    int y = places.bottom() + 44;
    for (int i = 0; i < sentences.size(); i++) {
      canvas.number(Arrangement.GAP + 11, y - 5, sentences.get(i).style(), i + 1);
      canvas.text(Arrangement.GAP + 34, y, "sentence", sentences.get(i).words());
      y += LINE;
    }
    legend(y + 6);
    return document(Math.max(places.width(), 900), y + 44);
  }

  private void plot(Scene.Plot plot, Frame frame) {
    int x = frame.x() + Arrangement.GAP;
    canvas.frame(frame, "cluster");
    canvas.text(x, frame.y() + 25, "name", "cluster " + plot.name());
    canvas.text(x, frame.y() + 44, "remark", plot.mesh());
    canvas.text(x, frame.y() + 61, "remark", plot.ranges());
  }

  private void box(Spot spot) {
    Frame frame = spot.frame();
    Scene.Box box = spot.box();
    canvas.frame(frame, kind(box.role()));
    boolean sidecar = box.role() == Scene.Role.SIDECAR;
    boolean left = spot.side() == Side.LEFT;
    if (sidecar) {
      int x = left ? frame.x() : frame.right() - PILL;
      canvas.frame(new Frame(x, frame.y(), PILL, frame.height()), "pill");
      canvas.text(x + 11, frame.middle() + 4, "remark", "sidecar");
    }
    int x = frame.x() + 14 + (sidecar && left ? PILL : 0);
    canvas.text(x, frame.y() + 25, "name", box.name());
    canvas.text(x, frame.y() + 44, "remark", box.remark());
  }

  private void call(Call call) {
    Optional<Spot> from = places.spot(call.from());
    Optional<Spot> to = places.spot(call.to());
    if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
      return;
    }
    boolean across = from.get().network() != to.get().network();
    Optional<Spot> gate = across ? places.entrance(to.get().network()) : Optional.empty();
    boolean sealed =
        from.get().box().role() == Scene.Role.SIDECAR
            && to.get().box().role() == Scene.Role.SIDECAR;
    String style = style(call.state(), sealed);
    boolean stops = style.equals("refused");
    int turn = departures.merge(from.get(), 1, Integer::sum) - 1;
    sentences.add(
        new Sentence(style, words(call, sealed, across && !stops ? gate : Optional.empty())));
    if (across && stops) {
      stopped(from.get(), turn, style);
    } else if (gate.isPresent()) {
      path(from.get(), gate.get(), turn, style);
      inwards(gate.get(), to.get(), style);
    } else if (from.get().frame().x() == to.get().frame().x()) {
      around(from.get(), to.get(), turn, style);
    } else {
      path(from.get(), to.get(), turn, style);
    }
  }

  /// Arrows that leave one box do so below one another.
  private static int departure(Spot from, int turn) {
    int offset = (turn + 1) / 2 * 18 * (turn % 2 == 0 ? -1 : 1);
    int reach = from.frame().height() / 2 - 6;
    return from.frame().middle() + Math.max(-reach, Math.min(reach, offset));
  }

  /// Between two columns: out at the near side, in at the near side.
  private void path(Spot from, Spot to, int turn, String style) {
    int y = departure(from, turn);
    boolean right = to.frame().x() > from.frame().x();
    int start = right ? from.frame().right() : from.frame().x();
    int end = right ? to.frame().x() - 2 : to.frame().right() + 2;
    boolean far = from.network() != to.network();
    int leave = far ? border(from, right) : start;
    boolean stops = style.equals("refused");
    Curve curve = Curve.level(leave, y, end, to.frame().middle());
    canvas.line(style, "M" + start + " " + y + " H" + leave + " " + curve.command(), !stops);
    if (stops) {
      canvas.cross(end, to.frame().middle(), style);
    }
    double along = 0.14 + 0.13 * (turn % 5);
    canvas.number(curve.x(along), curve.y(along), style, sentences.size());
  }

  private int border(Spot from, boolean right) {
    Frame network = places.networks().get(from.network());
    return right ? network.right() : network.x();
  }

  /// From a gateway to a pod behind it.
  private void inwards(Spot gate, Spot to, String style) {
    int start = gate.back();
    int y = gate.frame().middle();
    int end = to.edge() + (to.side() == Side.RIGHT ? 2 : -2);
    Curve curve = Curve.level(start, y, end, to.frame().middle());
    canvas.line(style, "M" + start + " " + y + " " + curve.command(), true);
  }

  /// In one column: out at the side where others are, and in again there.
  private void around(Spot from, Spot to, int turn, String style) {
    int y = departure(from, turn);
    int target = to.frame().middle();
    int sign = from.side() == Side.RIGHT ? 1 : -1;
    int x = from.edge();
    int out = x + sign * (34 + Math.abs(y - target) / 10 + 8 * turn);
    Curve curve = new Curve(x, y, out, out, x + sign * 2, target);
    boolean stops = style.equals("refused");
    canvas.line(style, "M" + x + " " + y + " " + curve.command(), !stops);
    if (stops) {
      canvas.cross(x + sign * 2, target, style);
    }
    canvas.number(curve.x(0.5), curve.y(0.5), style, sentences.size());
  }

  /// To where the network ends, and no further.
  private void stopped(Spot from, int turn, String style) {
    int y = departure(from, turn);
    boolean right = from.side() == Side.RIGHT;
    int end = border(from, right);
    canvas.line(style, "M" + from.edge() + " " + y + " H" + end, false);
    canvas.cross(end, y, style);
    canvas.number((from.edge() + end) / 2, y, style, sentences.size());
  }

  private static String words(Call call, boolean sealed, Optional<Spot> gate) {
    String how = sealed ? "mutual TLS from sidecar to sidecar" : "plain text";
    String through =
        gate.map(spot ->
                ", through the gateway, which passes the session on by its name and cannot read it")
            .orElse("");
    String ends = call.from() + " → " + call.to() + ": ";
    return ends
        + switch (call.state()) {
          case EXPECTED -> how + through;
          case BARRED -> "is to fail";
          case ENCRYPTED -> "seen: mutual TLS from sidecar to sidecar" + through;
          case PLAIN -> "seen: plain text" + through;
          case REFUSED -> "refused, as it should be";
          case WRONG -> "not as expected; 'weft lab check' says why";
        };
  }

  private void legend(int y) {
    int x = Arrangement.GAP;
    for (String entry :
        List.of(
            "plane=control plane and certificate authority",
            "gateway=gateway",
            "pill=pod with a sidecar, its proxy",
            "plain=pod without a sidecar")) {
      String[] parts = entry.split("=");
      canvas.frame(new Frame(x, y, 20, 16), parts[0]);
      canvas.text(x + 28, y + 13, "remark", parts[1]);
      x += 56 + parts[1].length() * 7;
    }
  }

  private static String kind(Scene.Role role) {
    return switch (role) {
      case CONTROL_PLANE -> "plane";
      case GATEWAY -> "gateway";
      case SIDECAR -> "sidecar";
      case PLAIN -> "plain";
    };
  }

  private static String style(Call.State state, boolean sealed) {
    return switch (state) {
      case EXPECTED -> sealed ? "encrypted" : "clear";
      case ENCRYPTED -> "encrypted";
      case PLAIN -> "clear";
      case BARRED, REFUSED -> "refused";
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
    text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #0f172a }
    .title { font-size: 24px; font-weight: 600 } .heading { font-size: 18px; font-weight: 600 }
    .name { font-size: 16px; font-weight: 600 } .remark { font-size: 12px; fill: #475569 }
    .lead { font-size: 15px; fill: #475569 } .sentence { font-size: 14px }
    .number { font-size: 13px; font-weight: 600; fill: #ffffff; text-anchor: middle }
    rect { stroke-width: 1.5 }
    .network { fill: #f8fafc; stroke: #94a3b8; stroke-dasharray: 6 4 }
    .cluster { fill: #ffffff; stroke: #64748b }
    .plane { fill: #ede9fe; stroke: #7c3aed } .gateway { fill: #ffedd5; stroke: #ea580c }
    .sidecar { fill: #eff6ff; stroke: #2563eb } .plain { fill: #f1f5f9; stroke: #94a3b8 }
    .pill { fill: #bfdbfe; stroke: #2563eb }
    .call { fill: none; stroke-width: 2.5 } .encrypted { stroke: #15803d } .clear { stroke: #64748b }
    .refused { stroke: #b45309; stroke-dasharray: 4 5 } .wrong { stroke: #dc2626 }
    .mark { stroke-dasharray: none; stroke-width: 3 }
    .disc { stroke: none } .disc.encrypted { fill: #15803d } .disc.clear { fill: #64748b }
    .disc.refused { fill: #b45309 } .disc.wrong { fill: #dc2626 }
    </style>
    <defs>
    %s</defs>
    <rect width="100%%" height="100%%" fill="#ffffff"/>
    <text class="title" x="%d" y="40">%s</text>
    <text class="lead" x="%d" y="68">%s</text>
    %s</svg>
    """
        .formatted(
            width,
            height,
            width,
            height,
            tips,
            Arrangement.GAP,
            Canvas.safe(scene.title()),
            Arrangement.GAP,
            Canvas.safe(scene.subtitle()),
            canvas);
  }
}
