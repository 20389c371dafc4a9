package dev.weft.lab.drawing;

import dev.weft.lab.topology.Addresses;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.ControlPlane;
import dev.weft.lab.topology.Directory;
import dev.weft.lab.topology.Expectation;
import dev.weft.lab.topology.Gateway;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.Mesh;
import dev.weft.lab.topology.Target;
import dev.weft.lab.topology.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is drawn: networks with clusters with boxes, and arrows between boxes.
///
/// @param title the name of the lab
/// @param subtitle one line
public record Scene(String title, String subtitle, List<Area> networks, List<Call> calls) {
  /// What a box stands for.
  public enum Role {
    CONTROL_PLANE,
    GATEWAY,
    SIDECAR,
    PLAIN
  }

  /// One pod, or several alike.
  public record Box(String name, Role role, String remark) {}

  /// A cluster.
  public record Plot(String name, String mesh, String ranges, List<Box> boxes) {
    public Plot {
      boxes = List.copyOf(boxes);
    }
  }

  /// A network.
  public record Area(String name, List<Plot> clusters) {
    public Area {
      clusters = List.copyOf(clusters);
    }
  }

  public Scene {
    networks = List.copyOf(networks);
    calls = List.copyOf(calls);
  }

  /// A lab with the calls that its expectations speak of.
  public static Scene of(Lab lab) {
    return of(lab, expected(lab));
  }

  /// A lab with calls that somebody saw.
  public static Scene of(Lab lab, List<Call> calls) {
    Directory names = new Directory(lab);
    Map<String, List<Plot>> networks = new LinkedHashMap<>();
    names.networks().forEach(network -> networks.put(network, new ArrayList<>()));
    for (int i = 0; i < lab.clusters().size(); i++) {
      Cluster cluster = lab.clusters().get(i);
      Addresses addresses = Addresses.of(lab, i);
      String ranges = "pods " + addresses.pods() + ", services " + addresses.services();
      networks
          .computeIfAbsent(names.network(cluster), unknown -> new ArrayList<>())
          .add(
              new Plot(
                  cluster.name(),
                  names.mesh(cluster).map(Scene::words).orElse("no mesh"),
                  ranges,
                  boxes(lab, names, cluster)));
    }
    List<Area> areas = new ArrayList<>();
    networks.forEach((name, clusters) -> areas.add(new Area(name, clusters)));
    return new Scene(lab.name(), lab.summary(), areas, calls);
  }

  private static String words(Mesh mesh) {
    return "mesh " + mesh.name() + ", trust domain " + mesh.trustDomain();
  }

  private static List<Box> boxes(Lab lab, Directory names, Cluster cluster) {
    List<Box> boxes = new ArrayList<>();
    for (ControlPlane plane : lab.controlPlanes()) {
      if (plane.cluster().equals(cluster.name())) {
        List<String> served = names.served(plane).stream().map(Cluster::name).toList();
        boxes.add(
            new Box(
                plane.name(),
                Role.CONTROL_PLANE,
                "control plane and CA of " + String.join(", ", served)));
      }
    }
    for (Workload workload : lab.workloads()) {
      if (names.of(workload).contains(cluster)) {
        boolean injected = names.injected(workload, cluster);
        String pods = workload.replicas() == 1 ? "" : workload.replicas() + " pods, ";
        boxes.add(
            new Box(
                workload.name(),
                injected ? Role.SIDECAR : Role.PLAIN,
                pods + (injected ? "with sidecar" : "no sidecar")));
      }
    }
    for (Gateway gateway : lab.gateways()) {
      if (gateway.cluster().equals(cluster.name())) {
        boxes.add(new Box(gateway.name(), Role.GATEWAY, gateway.kind() + " gateway"));
      }
    }
    return boxes;
  }

  private static List<Call> expected(Lab lab) {
    Set<Call> calls = new LinkedHashSet<>();
    for (Expectation expectation : lab.expectations()) {
      boolean good = expectation.expect() == Expectation.Verdict.OK;
      Call.State state = good ? Call.State.EXPECTED : Call.State.BARRED;
      for (String from : expectation.from()) {
        targets(lab, expectation.call()).stream()
            .filter(to -> !good || meant(expectation, to))
            .forEach(to -> calls.add(new Call(from, to, state)));
      }
    }
    return List.copyOf(calls);
  }

  /// The pods that a call could be meant for: those behind the service that its URL names.
  public static List<String> targets(Lab lab, String call) {
    String service = service(call);
    Directory names = new Directory(lab);
    return lab.workloads().stream()
        .filter(workload -> workload.app().equals(service))
        .flatMap(workload ->
            names.of(workload).stream().map(cluster -> cluster.name() + "/" + workload.name()))
        .toList();
  }

  /// Whether an expectation speaks of answers of this pod.
  private static boolean meant(Expectation expectation, String pod) {
    List<String> answers = expectation.answers();
    return answers.isEmpty()
        ? expectation.from().stream().anyMatch(from -> from.split("/")[0].equals(pod.split("/")[0]))
        : answers.stream()
            .anyMatch(answer ->
                answer.equals(pod)
                    || answer.replaceFirst("-\\d+$", "").equals(pod)
                    || pod.startsWith(answer + "/"));
  }

  private static String service(String call) {
    for (Target.Placeholder place : Target.placeholders(call)) {
      return place.name().substring(place.name().lastIndexOf('/') + 1);
    }
    String host = call.replaceFirst("^[a-z]+://", "").replaceFirst("[:/].*", "");
    int dot = host.indexOf('.');
    return dot < 0 ? host : host.substring(0, dot);
  }
}
