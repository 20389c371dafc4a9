package dev.weft.xds;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The client's end of an aggregated stream, in either mode, over any number of connections. Used
/// by one thread at a time.
///
/// The names of endpoints, routes and secrets to ask for follow by themselves from the clusters and
/// listeners received; further names are asked for by [#subscribe(ResourceType, Set)]. What nothing
/// refers to any more is dropped.
public final class ClientSession {
  private final Mode mode;
  private final Node node;
  private final EnumMap<ResourceType, Subscription> subscriptions =
      new EnumMap<>(ResourceType.class);
  private final EnumMap<ResourceType, Map<String, References>> references =
      new EnumMap<>(ResourceType.class);
  private Resources resources = Resources.EMPTY;
  private boolean open;
  private boolean introduced;
  private @Nullable Offer outstanding;

  /// A client that has nothing yet.
  ///
  /// @param followed the types that this client takes; wildcard types among them are asked for as a
  ///   whole
  public ClientSession(Mode mode, Node node, Set<ResourceType> followed) {
    this.mode = mode;
    this.node = node;
    followed.forEach(type -> subscriptions.put(type, new Subscription(type.wildcard())));
    references.put(ResourceType.CLUSTER, new HashMap<>());
    references.put(ResourceType.LISTENER, new HashMap<>());
  }

  /// How this client speaks.
  public Mode mode() {
    return mode;
  }

  /// Who this client says it is, in the first request of each connection.
  public Node node() {
    return node;
  }

  /// Everything accepted so far.
  public Resources resources() {
    return resources;
  }

  /// Begins a connection; what an earlier one left unanswered is forgotten, what was accepted is
  /// kept.
  ///
  /// @return the first requests of the connection
  public List<Request> connected() {
    open = true;
    introduced = false;
    outstanding = null;
    subscriptions.values().forEach(Subscription::restart);
    return tell();
  }

  /// Asks for further resources by name, besides those that follow from others.
  ///
  /// @throws IllegalArgumentException when this client does not follow the type
  public List<Request> subscribe(ResourceType type, Set<String> names) {
    subscription(type).explicit.addAll(names);
    return tell();
  }

  /// Stops asking for resources that [#subscribe(ResourceType, Set)] asked for, and drops them
  /// unless others refer to them.
  ///
  /// @throws IllegalArgumentException when this client does not follow the type
  public List<Request> unsubscribe(ResourceType type, Set<String> names) {
    subscription(type).explicit.removeAll(names);
    resources = pruned(resources);
    return tell();
  }

  /// Reads a response. Nothing is taken over before [#settle(Offer, Map)], which must come before
  /// the next response is read.
  ///
  /// @throws IllegalArgumentException when the response is of the other mode
  /// @throws IllegalStateException when the response before was not settled
  public Offer on(Response response) {
    if (outstanding != null) {
      throw new IllegalStateException("the response before " + response.nonce() + " is unsettled");
    }
    Optional<ResourceType> type =
        ResourceType.of(response.typeUrl()).filter(subscriptions::containsKey);
    Offer offer =
        type.isEmpty()
            ? new Offer(response, resources, Map.of())
            : Reading.read(response, mode, resources, subscription(type.get()));
    outstanding = offer;
    return offer;
  }

  /// Takes over what was offered but for what is rejected, of which the previous version stays.
  ///
  /// @param rejected the reason for each resource of the offer that cannot be used, by name
  /// @return the acknowledgement or refusal, and the subscriptions that follow; nothing when the
  ///   connection of the offer is gone
  public List<Request> settle(Offer offer, Map<String, String> rejected) {
    if (offer != outstanding) {
      return List.of();
    }
    outstanding = null;
    Optional<ResourceType> known =
        ResourceType.of(offer.response().typeUrl()).filter(subscriptions::containsKey);
    if (known.isEmpty()) {
      return List.of();
    }
    ResourceType type = known.get();
    Resources.Builder accepted = offer.candidate().toBuilder();
    for (String name : rejected.keySet()) {
      resources.find(type, name).ifPresentOrElse(accepted::add, () -> accepted.remove(type, name));
    }
    Resources taken = accepted.build();
    follow(type, taken);
    resources = pruned(taken);
    Map<String, String> reasons = new LinkedHashMap<>(offer.unreadable());
    reasons.putAll(rejected);
    List<Request> out = new ArrayList<>();
    out.add(answer(type, offer.response(), reasons));
    out.addAll(tell());
    return out;
  }

  private Subscription subscription(ResourceType type) {
    Subscription subscription = subscriptions.get(type);
    if (subscription == null) {
      throw new IllegalArgumentException("this client does not follow " + type);
    }
    return subscription;
  }

  /// Learns the references of resources that changed, and what is to be asked for by them.
  private void follow(ResourceType type, Resources taken) {
    Map<String, References> known = references.get(type);
    if (known == null) {
      return;
    }
    Map<String, XdsResource> now = taken.of(type);
    known.keySet().retainAll(now.keySet());
    now.forEach((name, resource) -> {
      boolean same = resources.find(type, name).filter(resource::equals).isPresent();
      if (!same || !known.containsKey(name)) {
        known.put(name, resource.references());
      }
    });
    subscriptions.forEach(
        (dependent, subscription) -> subscription.derive(dependent, references.values()));
  }

  private Resources pruned(Resources all) {
    Resources.Builder kept = all.toBuilder();
    subscriptions.forEach((type, subscription) -> {
      if (!subscription.wildcard) {
        kept.retain(type, subscription.names());
      }
    });
    return kept.build();
  }

  private Request answer(ResourceType type, Response response, Map<String, String> reasons) {
    Subscription subscription = subscription(type);
    subscription.nonce = response.nonce();
    Optional<Status> error =
        reasons.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Status.newBuilder()
                    .setCode(Code.INVALID_ARGUMENT_VALUE)
                    .setMessage(Refusals.write(reasons))
                    .build());
    return switch (response) {
      case Response.Whole whole -> {
        if (reasons.isEmpty()) {
          subscription.version = whole.message().getVersionInfo();
        }
        subscription.told = subscription.names();
        yield whole(type, subscription, error);
      }
      case Response.Increment increment -> {
        DeltaDiscoveryRequest.Builder request =
            DeltaDiscoveryRequest.newBuilder()
                .setTypeUrl(type.typeUrl())
                .setResponseNonce(response.nonce());
        error.ifPresent(request::setErrorDetail);
        yield new Request.Increment(request.build());
      }
    };
  }

  private static Request whole(
      ResourceType type, Subscription subscription, Optional<Status> error) {
    DiscoveryRequest.Builder request =
        DiscoveryRequest.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setVersionInfo(subscription.version)
            .setResponseNonce(subscription.nonce);
    if (subscription.wildcard && !subscription.told.isEmpty()) {
      request.addResourceNames("*");
    }
    request.addAllResourceNames(subscription.told);
    error.ifPresent(request::setErrorDetail);
    return new Request.Whole(request.build());
  }

  /// Tells the server every change of what is asked for.
  private List<Request> tell() {
    List<Request> out = new ArrayList<>();
    if (!open) {
      return out;
    }
    subscriptions.forEach((type, subscription) -> {
      Set<String> names = subscription.names();
      boolean first = !subscription.begun && (subscription.wildcard || !names.isEmpty());
      if (!first && names.equals(subscription.told)) {
        return;
      }
      Set<String> before = subscription.told;
      subscription.told = names;
      subscription.begun = true;
      out.add(
          switch (mode) {
            case SOTW -> introduce((Request.Whole) whole(type, subscription, Optional.empty()));
            case DELTA -> increment(type, subscription, before, first);
          });
    });
    return out;
  }

  private Request introduce(Request.Whole request) {
    if (introduced) {
      return request;
    }
    introduced = true;
    return new Request.Whole(request.message().toBuilder().setNode(node).build());
  }

  private Request increment(
      ResourceType type, Subscription subscription, Set<String> before, boolean first) {
    DeltaDiscoveryRequest.Builder request =
        DeltaDiscoveryRequest.newBuilder().setTypeUrl(type.typeUrl());
    Set<String> more = new TreeSet<>(subscription.told);
    more.removeAll(before);
    Set<String> less = new TreeSet<>(before);
    less.removeAll(subscription.told);
    if (first) {
      if (subscription.wildcard && !more.isEmpty()) {
        request.addResourceNamesSubscribe("*");
      }
      resources
          .of(type)
          .forEach((name, held) -> request.putInitialResourceVersions(name, held.version()));
    }
    request.addAllResourceNamesSubscribe(more).addAllResourceNamesUnsubscribe(less);
    if (!introduced) {
      introduced = true;
      request.setNode(node);
    }
    return new Request.Increment(request.build());
  }

  /// A response as read.
  ///
  /// @param response what it was made of
  /// @param candidate what the client would have if it accepted all of it
  /// @param unreadable the reason for each resource that cannot even be decoded, by name (or by its
  ///   place, such as `#3`, when it has none); they are not in the candidate and are refused in any
  ///   case
  public record Offer(Response response, Resources candidate, Map<String, String> unreadable) {
    public Offer {
      unreadable = Map.copyOf(unreadable);
    }
  }
}
