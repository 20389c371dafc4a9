package dev.weft.xds;

import static dev.weft.xds.ResourceType.CLUSTER;
import static dev.weft.xds.ResourceType.ENDPOINT;
import static dev.weft.xds.ResourceType.LISTENER;
import static dev.weft.xds.ResourceType.ROUTE;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The server's end of one aggregated stream, in either mode. Used by one thread at a time.
///
/// Each call returns the responses to send, in order. At most one response of a type is on its way
/// at a time; what changes meanwhile is sent after its acknowledgement, merged. Nothing is sent
/// before the first [#push(Resources)].
///
/// A change is made before the old is broken: clusters and endpoints first, listeners and routes
/// once the client has taken the new clusters and asked for their endpoints, removals of clusters
/// after the client has accepted the listeners and routes that no longer need them.
public final class ServerSession {
  private final Mode mode;
  private final EnumMap<ResourceType, Watch> watches = new EnumMap<>(ResourceType.class);
  private @Nullable Resources target;
  private long responses;

  /// Names of new clusters that were sent and not yet answered.
  private final Set<String> unconfirmed = new HashSet<>();

  /// Names of the endpoints of new clusters that were not yet sent.
  private final Set<String> cold = new HashSet<>();

  private boolean released;
  private boolean doubted;

  /// A new stream on which nothing was said yet.
  public ServerSession(Mode mode) {
    this.mode = mode;
  }

  /// How this stream is spoken.
  public Mode mode() {
    return mode;
  }

  /// Makes `next` what the client is to have.
  public List<Response> push(Resources next) {
    Resources previous = target == null ? Resources.EMPTY : target;
    boolean first = target == null;
    target = next;
    released = false;
    if (first) {
      watches.values().forEach(watch -> markAll(watch, next));
    } else {
      Resources.Diff diff = next.diff(previous);
      diff.changed().forEach(resource -> mark(resource.type(), resource.name()));
      diff.removed().forEach(removal -> mark(removal.type(), removal.name()));
    }
    return advance();
  }

  /// Takes a subscription, an acknowledgement or a refusal. A type that is not served is passed
  /// over in silence, as is an answer to any but the last response of its type.
  ///
  /// @throws IllegalArgumentException when the request is of the other mode
  public List<Response> on(Request request) {
    Optional<ResourceType> type = ResourceType.of(request.typeUrl());
    boolean fits =
        switch (request) {
          case Request.Whole whole -> mode == Mode.SOTW;
          case Request.Increment increment -> mode == Mode.DELTA;
        };
    if (!fits) {
      throw new IllegalArgumentException("a stream in mode " + mode + " got the other's request");
    }
    if (type.isEmpty()) {
      return List.of();
    }
    switch (request) {
      case Request.Whole whole -> take(type.get(), whole.message());
      case Request.Increment increment -> take(type.get(), increment.message());
    }
    return advance();
  }

  /// Whether something is held back until the client has warmed up its new clusters or accepted the
  /// routes that no longer need old ones.
  public boolean holding() {
    boolean removals = !refused(LISTENER) && !refused(ROUTE) && held(CLUSTER);
    return target != null && (removals || held(LISTENER) || held(ROUTE));
  }

  /// Sends what is held back. For a carrier to call when [#holding()] has lasted too long.
  public List<Response> release() {
    released = true;
    unconfirmed.clear();
    cold.clear();
    return advance();
  }

  /// How far the client is, by type.
  public Map<ResourceType, Sync> status() {
    EnumMap<ResourceType, Sync> status = new EnumMap<>(ResourceType.class);
    for (ResourceType type : ResourceType.values()) {
      Watch watch = watches.get(type);
      status.put(
          type,
          watch == null
              ? new Sync(Sync.State.IGNORED, 0, "", "", Optional.empty())
              : watch.status());
    }
    return Collections.unmodifiableMap(status);
  }

  private boolean held(ResourceType type) {
    Watch watch = watches.get(type);
    return watch != null && !watch.pending() && (!watch.dirty.isEmpty() || watch.owed);
  }

  // What the client says.

  private void take(ResourceType type, DiscoveryRequest request) {
    Watch known = watches.get(type);
    if (known != null && known.stale(request.getResponseNonce())) {
      return;
    }
    if (known != null) {
      answer(known, request.getResponseNonce(), error(request));
    }
    Watch watch = watches.computeIfAbsent(type, absent -> new Watch(absent, mode));
    Set<String> asked = new HashSet<>(request.getResourceNamesList());
    boolean all =
        asked.remove("*")
            || (type.wildcard() && asked.isEmpty() && (known == null || known.wildcard));
    if (known == null) {
      watch.owed = type.wildcard();
    }
    watch.wildcard &= all;
    for (String name : List.copyOf(watch.names)) {
      if (!asked.contains(name)) {
        watch.drop(name);
      }
    }
    subscribe(watch, asked, all);
  }

  private void take(ResourceType type, DeltaDiscoveryRequest request) {
    Watch known = watches.get(type);
    if (known != null) {
      answer(
          known,
          request.getResponseNonce(),
          request.hasErrorDetail()
              ? Optional.of(request.getErrorDetail().getMessage())
              : Optional.empty());
    }
    Watch watch = watches.computeIfAbsent(type, absent -> new Watch(absent, mode));
    Set<String> asked = new HashSet<>(request.getResourceNamesSubscribeList());
    boolean star = asked.remove("*");
    boolean all = star || (known == null && type.wildcard() && asked.isEmpty());
    if (known == null) {
      watch.owed = all;
      watch.resumed = request.getInitialResourceVersionsCount() > 0;
    }
    for (String name : request.getResourceNamesUnsubscribeList()) {
      if (name.equals("*")) {
        watch.wildcard = false;
      } else {
        watch.drop(name);
      }
    }
    subscribe(watch, asked, all || watch.wildcard);
    if (known == null) {
      request
          .getInitialResourceVersionsMap()
          .forEach((name, version) -> {
            watch.hold(name, new Watch.Held(version, Optional.empty()));
            if (watch.wants(name)) {
              watch.dirty.add(name);
            }
          });
    }
  }

  private static Optional<String> error(DiscoveryRequest request) {
    return request.hasErrorDetail()
        ? Optional.of(request.getErrorDetail().getMessage())
        : Optional.empty();
  }

  private void answer(Watch watch, String nonce, Optional<String> error) {
    if (!watch.awaits(nonce)) {
      return;
    }
    List<String> names = watch.answered(error);
    if (watch.type == CLUSTER) {
      names.forEach(unconfirmed::remove);
      if (error.isPresent()) {
        Set<String> refused = watch.nack().map(nack -> nack.resources().keySet()).orElse(Set.of());
        cold.removeAll(refused.isEmpty() ? Set.copyOf(cold) : refused);
      }
    }
  }

  private void subscribe(Watch watch, Set<String> asked, boolean all) {
    Map<String, XdsResource> known = target == null ? Map.of() : target.of(watch.type);
    if (all && !watch.wildcard) {
      watch.wildcard = true;
      watch.dirty.addAll(known.keySet());
    }
    for (String name : asked) {
      XdsResource shared = known.get(name);
      if (watch.names.add(shared == null ? name : shared.name())) {
        watch.forget(name);
      }
    }
  }

  // What the client is told.

  private void mark(ResourceType type, String name) {
    Watch watch = watches.get(type);
    if (watch != null && watch.wants(name)) {
      watch.dirty.add(name);
    }
  }

  private static void markAll(Watch watch, Resources resources) {
    watch.dirty.addAll(watch.wildcard ? resources.of(watch.type).keySet() : watch.names);
  }

  private List<Response> advance() {
    if (target == null) {
      return List.of();
    }
    doubtEndpoints(target);
    List<Response> out = new ArrayList<>();
    int before;
    do {
      before = out.size();
      for (ResourceType type : ResourceType.values()) {
        Watch watch = watches.get(type);
        if (watch != null && !watch.pending() && open(type)) {
          send(watch, target, out);
        }
      }
    } while (out.size() > before);
    return out;
  }

  /// A client that came back may have lost the connection between a cluster and its endpoints.
  private void doubtEndpoints(Resources all) {
    Watch clusters = watches.get(CLUSTER);
    if (clusters != null && clusters.resumed && !doubted) {
      doubted = true;
      for (XdsResource cluster : all.of(CLUSTER).values()) {
        if (clusters.has(cluster.name())) {
          cold.addAll(cluster.references().endpoints());
        }
      }
    }
  }

  private boolean open(ResourceType type) {
    if (type != LISTENER && type != ROUTE) {
      return true;
    }
    return released
        || !watches.containsKey(CLUSTER)
        || (warm() && !unsent(CLUSTER) && !unsent(ENDPOINT));
  }

  private boolean warm() {
    Watch endpoints = watches.get(ENDPOINT);
    if (endpoints != null) {
      cold.removeIf(name ->
          endpoints.wants(name) && (endpoints.has(name) || !endpoints.dirty.contains(name)));
    }
    return unconfirmed.isEmpty() && cold.isEmpty();
  }

  /// Whether something that routes may need has yet to be sent at all.
  private boolean unsent(ResourceType type) {
    Watch watch = watches.get(type);
    Map<String, XdsResource> all = target == null ? Map.of() : target.of(type);
    return watch != null
        && watch.dirty.stream().anyMatch(name -> !watch.has(name) && all.containsKey(name));
  }

  /// Clusters and endpoints go last, once nothing the client uses can refer to them.
  private boolean mayRemove(ResourceType type) {
    if (type != CLUSTER && type != ENDPOINT) {
      return true;
    }
    if (refused(LISTENER) || refused(ROUTE)) {
      return false;
    }
    return released
        || (!awaited() && settled(watches.get(LISTENER)) && settled(watches.get(ROUTE)));
  }

  /// Whether a client that came back has yet to say which listeners and routes it runs on.
  private boolean awaited() {
    Watch clusters = watches.get(CLUSTER);
    if (target == null || clusters == null || !clusters.resumed) {
      return false;
    }
    return !watches.containsKey(LISTENER)
        || (!watches.containsKey(ROUTE)
            && target.of(LISTENER).values().stream()
                .anyMatch(listener -> !listener.references().routes().isEmpty()));
  }

  /// Whether the client still runs on something that it was to replace.
  private boolean refused(ResourceType type) {
    Watch watch = watches.get(type);
    return watch != null && watch.nack().isPresent();
  }

  private static boolean settled(@Nullable Watch watch) {
    return watch == null || (!watch.pending() && watch.dirty.isEmpty() && !watch.owed);
  }

  private void send(Watch watch, Resources all, List<Response> out) {
    Telling telling = Telling.of(watch, all.of(watch.type), mayRemove(watch.type), mode);
    watch.dirty.clear();
    watch.dirty.addAll(telling.later());
    if (telling.isEmpty() && !watch.owed) {
      telling.removed().forEach(name -> watch.hold(name, Watch.Held.ABSENT));
      watch.collapse(all.of(watch.type));
      return;
    }
    String nonce = Long.toString(++responses);
    String version = all.version(watch.type);
    out.add(telling.response(watch, nonce, version, mode));
    for (XdsResource resource : telling.changed()) {
      warmUp(watch, resource);
      watch.hold(resource.name(), new Watch.Held(resource.version(), Optional.of(resource)));
    }
    for (String name : telling.removed()) {
      watch.hold(name, Watch.Held.ABSENT);
      cold.remove(name);
    }
    watch.sent(nonce, version, telling);
  }

  /// A cluster or listener that is new or changed needs what it refers to once more.
  private void warmUp(Watch watch, XdsResource resource) {
    if (watch.type != CLUSTER && watch.type != LISTENER) {
      return;
    }
    References references = resource.references();
    boolean fresh = !watch.has(resource.name());
    if (watch.type == CLUSTER && fresh) {
      unconfirmed.add(resource.name());
      cold.addAll(references.endpoints());
    }
    for (ResourceType type : ResourceType.values()) {
      Watch dependent = watches.get(type);
      if (dependent != null) {
        for (String name : references.of(type)) {
          if (dependent.names.contains(name)) {
            if (fresh && type == ENDPOINT) {
              dependent.forget(name);
            } else {
              dependent.renew(name);
            }
          }
        }
      }
    }
  }
}
