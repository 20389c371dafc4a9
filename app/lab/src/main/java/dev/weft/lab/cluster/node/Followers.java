package dev.weft.lab.cluster.node;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import dev.weft.capture.dns.Answer;
import dev.weft.capture.dns.ClusterNames;
import dev.weft.capture.dns.Names;
import dev.weft.capture.service.NodePlace;
import dev.weft.capture.service.ServicePort;
import dev.weft.capture.service.ServicePorts;
import dev.weft.lab.cluster.controller.Controllers;
import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The loop of a cluster: whenever the store has changed, its controllers, its nodes' tables and
/// its names follow, in this order.
public final class Followers implements AutoCloseable {
  /// How soon what failed is tried again.
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /// A node that was down and came back is noticed this soon without a change.
  private static final Duration CALM = Duration.ofSeconds(5);

  private final ObjectStore store;
  private final Controllers controllers;
  private final String domain;
  private final List<NodeTables> four = new ArrayList<>();
  private final List<NodeTables> six = new ArrayList<>();
  private final PrintStream log;
  private final Registry registry = new Registry();
  private final CountDownLatch first = new CountDownLatch(1);
  private final Thread thread;
  private volatile Names names = question -> new Answer.Unready();

  /// Which nodes there are.
  ///
  /// @param namespaces on this machine, by the names of the nodes
  /// @param pods the cluster's ranges of pods
  /// @param domain of the cluster's names
  public record Settings(Map<String, Namespace> namespaces, List<Cidr> pods, String domain) {
    public Settings {
      namespaces = Map.copyOf(namespaces);
      pods = List.copyOf(pods);
    }
  }

  private Followers(ObjectStore store, Settings settings, PrintStream log) {
    this.store = store;
    this.controllers = new Controllers(store);
    this.domain = settings.domain();
    this.log = log;
    settings
        .namespaces()
        .forEach((name, namespace) -> {
          NodePlace place = new NodePlace(name, settings.pods());
          four.add(new NodeTables(namespace, place, Family.IPV4, log));
          if (settings.pods().stream().anyMatch(range -> range.family() == Family.IPV6)) {
            six.add(new NodeTables(namespace, place, Family.IPV6, log));
          }
        });
    this.thread = Thread.ofPlatform().name("followers").unstarted(this::follow);
  }

  /// Starts following, and returns when everything has been brought in line once.
  ///
  /// @throws InterruptedException when the thread is to stop
  public static Followers start(ObjectStore store, Settings settings, PrintStream log)
      throws InterruptedException {
    Followers followers = new Followers(store, settings, log);
    followers.thread.start();
    if (!followers.first.await(60, TimeUnit.SECONDS)) {
      log.println("cluster: its nodes are not in line after 60 s; it goes on trying");
    }
    return followers;
  }

  /// The cluster's names as they are now.
  public Names names() {
    return names;
  }

  private void follow() {
    try {
      while (!Thread.interrupted()) {
        long version = store.version();
        boolean done = guarded();
        first.countDown();
        if (store.version() == version) {
          store.await(version, done ? CALM : AGAIN);
        }
      }
    } catch (InterruptedException stopped) {
      log.println("cluster: no longer following");
    }
  }

  /// A defect in one round must not end the cluster: it is told, and the next round tries again.
  private boolean guarded() {
    try {
      return once();
    } catch (RuntimeException defect) {
      log.println("cluster: " + defect);
      return false;
    }
  }

  private boolean once() {
    boolean done = true;
    try {
      controllers.reconcile();
    } catch (IOException failed) {
      log.println("cluster: " + failed.getMessage());
      done = false;
    }
    Registry.Snapshot now = registry.of(store);
    names = ClusterNames.of(domain, now.services(), now.slices());
    done &= apply(four, ServicePorts.of(now.services(), now.slices(), Family.IPV4));
    return done & apply(six, ServicePorts.of(now.services(), now.slices(), Family.IPV6));
  }

  private static boolean apply(List<NodeTables> nodes, List<ServicePort> ports) {
    boolean done = true;
    for (NodeTables node : nodes) {
      done &= node.apply(ports);
    }
    return done;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
