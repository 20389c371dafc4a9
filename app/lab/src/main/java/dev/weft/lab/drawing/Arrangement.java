package dev.weft.lab.drawing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Where everything of a scene is on the picture. Networks stand side by side. In a cluster, its
/// control plane is on top, those who call come next, then those who are called, with gateways
/// beside them at the side where the other networks are.
final class Arrangement {
  static final int BOX_WIDTH = 250;
  static final int BOX_HEIGHT = 58;
  static final int GATEWAY_WIDTH = 170;
  static final int GAP = 20;

  /// Room between pods and gateways, where arrows within a cluster are.
  static final int LANE = 64;

  /// Room between clusters and between networks, where the other arrows are.
  static final int AISLE = 190;

  static final int TOP = 92;
  static final int NETWORK_HEAD = 62;
  static final int CLUSTER_HEAD = 76;

  /// Which side of it a box turns to the others.
  enum Side {
    LEFT,
    RIGHT
  }

  /// A box in its place.
  record Spot(Frame frame, Side side, int network, Scene.Box box) {
    /// Where its side that it turns to others is.
    int edge() {
      return side == Side.RIGHT ? frame.right() : frame.x();
    }

    /// Where its other side is.
    int back() {
      return side == Side.RIGHT ? frame.x() : frame.right();
    }
  }

  private final Scene scene;
  private final Set<String> callers;
  private final Map<String, Spot> spots = new LinkedHashMap<>();
  private final Map<Integer, Spot> entrances = new LinkedHashMap<>();
  private final List<Frame> networks = new ArrayList<>();
  private final List<Frame> clusters = new ArrayList<>();

  Arrangement(Scene scene) {
    this.scene = scene;
    this.callers = scene.calls().stream().map(Call::from).collect(Collectors.toSet());
    arrange();
  }

  /// The frames of networks, in the order of the scene.
  List<Frame> networks() {
    return networks;
  }

  /// The frames of clusters, in the order of the scene.
  List<Frame> clusters() {
    return clusters;
  }

  /// Every box in its place.
  List<Spot> spots() {
    return List.copyOf(spots.values());
  }

  /// The gateway through which others come into a network.
  Optional<Spot> entrance(int network) {
    return Optional.ofNullable(entrances.get(network));
  }

  int width() {
    return networks.isEmpty() ? GAP : networks.getLast().right() + GAP;
  }

  int bottom() {
    return networks.isEmpty() ? TOP : networks.getFirst().bottom();
  }

  /// The place of a pod, or of the first of several alike.
  Optional<Spot> spot(String name) {
    Spot exact = spots.getOrDefault(name, spots.get(name.replaceFirst("-\\d+$", "")));
    return exact != null
        ? Optional.of(exact)
        : spots.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(name + "/"))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  private void arrange() {
    List<Scene.Plot> all =
        scene.networks().stream().flatMap(network -> network.clusters().stream()).toList();
    int rows = all.stream().mapToInt(this::rows).max().orElse(1);
    int clusterHeight = CLUSTER_HEAD + rows * (BOX_HEIGHT + GAP);
    int x = GAP;
    for (int n = 0; n < scene.networks().size(); n++) {
      List<Scene.Plot> members = scene.networks().get(n).clusters();
      int left = x + GAP;
      for (int c = 0; c < members.size(); c++) {
        int turn = scene.networks().size() > 1 ? n : c;
        Frame frame = new Frame(left, TOP + NETWORK_HEAD, widthOf(members.get(c)), clusterHeight);
        clusters.add(frame);
        settle(members.get(c), frame, turn % 2 == 0 ? Side.RIGHT : Side.LEFT, n);
        left = frame.right() + AISLE;
      }
      int end = members.isEmpty() ? left + BOX_WIDTH : left - AISLE;
      networks.add(new Frame(x, TOP, end + GAP - x, NETWORK_HEAD + clusterHeight + GAP));
      x = end + GAP + AISLE;
    }
  }

  private static boolean gateways(Scene.Plot cluster) {
    return cluster.boxes().stream().anyMatch(box -> box.role() == Scene.Role.GATEWAY);
  }

  private static int widthOf(Scene.Plot cluster) {
    return BOX_WIDTH + 2 * GAP + (gateways(cluster) ? LANE + GATEWAY_WIDTH : 0);
  }

  private int rows(Scene.Plot cluster) {
    long planes = count(cluster, Scene.Role.CONTROL_PLANE);
    long doors = count(cluster, Scene.Role.GATEWAY);
    long pods = cluster.boxes().size() - planes - doors;
    return (int) Math.max(1, planes + Math.max(pods, calling(cluster) + doors));
  }

  private static long count(Scene.Plot cluster, Scene.Role role) {
    return cluster.boxes().stream().filter(box -> box.role() == role).count();
  }

  private long calling(Scene.Plot cluster) {
    return cluster.boxes().stream().filter(box -> callers.contains(key(cluster, box))).count();
  }

  private static String key(Scene.Plot cluster, Scene.Box box) {
    return cluster.name() + "/" + box.name();
  }

  private void settle(Scene.Plot cluster, Frame at, Side side, int network) {
    boolean doors = gateways(cluster);
    int pods = at.x() + GAP + (doors && side == Side.LEFT ? GATEWAY_WIDTH + LANE : 0);
    int gates = side == Side.LEFT ? at.x() + GAP : pods + BOX_WIDTH + LANE;
    int top = at.y() + CLUSTER_HEAD;
    int step = BOX_HEIGHT + GAP;
    List<Scene.Box> sorted = new ArrayList<>(cluster.boxes());
    sorted.sort(java.util.Comparator.comparingInt(box -> rank(cluster, box)));
    int row = 0;
    int gate = (int) (count(cluster, Scene.Role.CONTROL_PLANE) + calling(cluster));
    for (Scene.Box box : sorted) {
      boolean door = box.role() == Scene.Role.GATEWAY;
      int y = top + (door ? gate++ : row++) * step;
      int width = door ? GATEWAY_WIDTH : BOX_WIDTH;
      Spot spot =
          new Spot(new Frame(door ? gates : pods, y, width, BOX_HEIGHT), side, network, box);
      spots.put(key(cluster, box), spot);
      if (door && box.remark().startsWith("east-west")) {
        entrances.putIfAbsent(network, spot);
      }
    }
  }

  private int rank(Scene.Plot cluster, Scene.Box box) {
    return switch (box.role()) {
      case CONTROL_PLANE -> 0;
      case SIDECAR -> callers.contains(key(cluster, box)) ? 1 : 2;
      case PLAIN -> callers.contains(key(cluster, box)) ? 1 : 3;
      case GATEWAY -> 4;
    };
  }
}
