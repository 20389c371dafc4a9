package dev.weft.xds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a server knows of one client's subscription to one type: the names it asked for, what it
/// has, what is still to be told, and the response that is on its way.
///
/// What the client has is kept as the shared map of the last set that it had completely, plus what
/// differs from it, so that a thousand clients in sync cost next to nothing.
final class Watch {
  /// A resource as the client has it. `resource` is absent when only the version is known, or when
  /// the client was told that there is none (an empty version).
  record Held(String version, Optional<XdsResource> resource) {
    static final Held ABSENT = new Held("", Optional.empty());
    static final Held UNKNOWN = new Held("?", Optional.empty());
  }

  final ResourceType type;

  /// Whether each response says all there is, and so replaces the one before.
  private final boolean tellsAll;

  boolean wildcard;
  final Set<String> names = new HashSet<>();

  /// Names of which something may be to be told.
  final Set<String> dirty = new LinkedHashSet<>();

  /// Whether a response must follow even if there is nothing to tell.
  boolean owed;

  /// Whether the client came with resources from an earlier stream.
  boolean resumed;

  private Map<String, XdsResource> baseline = Map.of();
  private final Map<String, Held> differences = new HashMap<>();

  private String pendingNonce = "";
  private String lastNonce = "";
  private List<String> pendingNames = List.of();
  private String sentVersion = "";
  private String ackedVersion = "";
  private @Nullable Nack nack;

  Watch(ResourceType type, Mode mode) {
    this.type = type;
    this.tellsAll = mode == Mode.SOTW && type.wildcard();
  }

  boolean wants(String name) {
    return wildcard || names.contains(name);
  }

  /// What the client has under that name; `UNKNOWN` when nothing is known.
  Held held(String name) {
    Held difference = differences.get(name);
    if (difference != null) {
      return difference;
    }
    XdsResource resource = baseline.get(name);
    return resource == null ? Held.UNKNOWN : new Held(resource.version(), Optional.of(resource));
  }

  /// Whether the client has some version of the resource.
  boolean has(String name) {
    Held held = held(name);
    return held != Held.UNKNOWN && held != Held.ABSENT;
  }

  void hold(String name, Held held) {
    differences.put(name, held);
  }

  /// Makes the name be told again although the client has it.
  void renew(String name) {
    Held held = held(name);
    differences.put(
        name, has(name) ? new Held(Held.UNKNOWN.version(), held.resource()) : Held.UNKNOWN);
    if (wants(name)) {
      dirty.add(name);
    }
  }

  /// Makes the name be told again, as to a client that has nothing of it.
  void forget(String name) {
    differences.put(name, Held.UNKNOWN);
    if (wants(name)) {
      dirty.add(name);
    }
  }

  /// Drops a name that is subscribed no more.
  void drop(String name) {
    names.remove(name);
    differences.put(name, Held.UNKNOWN);
    dirty.remove(name);
    if (wildcard) {
      dirty.add(name);
    }
  }

  /// Notes that all of `target` is what the client has, if nothing is left to tell.
  void collapse(Map<String, XdsResource> target) {
    if (dirty.isEmpty() && !pending() && nack == null && baseline != target) {
      baseline = target;
      differences.clear();
      if (!wildcard) {
        for (String name : target.keySet()) {
          if (!names.contains(name)) {
            differences.put(name, Held.UNKNOWN);
          }
        }
      }
    }
  }

  /// Every name that the client has or has been told of, for a client that has all of them told
  /// anew.
  List<XdsResource> heldResources() {
    List<XdsResource> all = new ArrayList<>();
    for (Map.Entry<String, XdsResource> entry : baseline.entrySet()) {
      if (!differences.containsKey(entry.getKey())) {
        all.add(entry.getValue());
      }
    }
    differences.values().forEach(held -> held.resource().ifPresent(all::add));
    return all;
  }

  boolean pending() {
    return !pendingNonce.isEmpty();
  }

  Optional<Nack> nack() {
    return Optional.ofNullable(nack);
  }

  /// @param telling what the response of that nonce says
  void sent(String nonce, String version, Telling telling) {
    pendingNonce = nonce;
    lastNonce = nonce;
    pendingNames = List.copyOf(telling.names());

    sentVersion = version;
    owed = false;
  }

  /// Whether a nonce names an older response than the last.
  boolean stale(String nonce) {
    return !nonce.isEmpty() && !nonce.equals(lastNonce);
  }

  /// Takes the answer to the pending response.
  ///
  /// @return the names that were in the response
  List<String> answered(Optional<String> error) {
    List<String> answered = pendingNames;
    if (error.isPresent()) {
      Map<String, String> refused = new HashMap<>(nack == null ? Map.of() : nack.resources());
      forgive(refused);
      refused.putAll(Refusals.read(error.get(), answered));
      nack = new Nack(pendingNonce, error.get(), refused);
    } else {
      ackedVersion = sentVersion;
      Nack standing = nack;
      if (standing != null) {
        Map<String, String> refused = new HashMap<>(standing.resources());
        forgive(refused);
        nack = refused.isEmpty() ? null : new Nack(standing.nonce(), standing.message(), refused);
      }
    }
    pendingNonce = "";
    pendingNames = List.of();
    return answered;
  }

  /// Drops the refusals that the answered response was to cure.
  private void forgive(Map<String, String> refused) {
    if (tellsAll) {
      refused.clear();
    } else {
      pendingNames.forEach(refused::remove);
    }
  }

  boolean awaits(String nonce) {
    return pending() && pendingNonce.equals(nonce);
  }

  Sync status() {
    Sync.State state;
    if (sentVersion.isEmpty()) {
      state = Sync.State.NOT_SENT;
    } else if (pending() || nack != null || !dirty.isEmpty() || owed) {
      state = Sync.State.STALE;
    } else {
      state = Sync.State.SYNCED;
    }
    return new Sync(state, wildcard ? -1 : names.size(), sentVersion, ackedVersion, nack());
  }
}
