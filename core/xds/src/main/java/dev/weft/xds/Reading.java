package dev.weft.xds;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Decodes a response against what the client has.
final class Reading {
  private final ResourceType type;
  private final Resources before;
  private final Subscription subscription;
  private final Resources.Builder candidate;
  private final Map<String, String> unreadable = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();

  private Reading(ResourceType type, Resources before, Subscription subscription) {
    this.type = type;
    this.before = before;
    this.subscription = subscription;
    this.candidate = before.toBuilder();
  }

  static ClientSession.Offer read(
      Response response, Mode mode, Resources before, Subscription subscription) {
    ResourceType type = ResourceType.of(response.typeUrl()).orElseThrow();
    Reading reading = new Reading(type, before, subscription);
    boolean fits =
        switch (response) {
          case Response.Whole whole -> mode == Mode.SOTW;
          case Response.Increment increment -> mode == Mode.DELTA;
        };
    if (!fits) {
      throw new IllegalArgumentException("a stream in mode " + mode + " got the other's response");
    }
    switch (response) {
      case Response.Whole whole -> reading.whole(whole.message());
      case Response.Increment increment -> reading.increment(increment.message());
    }
    return new ClientSession.Offer(response, reading.candidate.build(), reading.unreadable);
  }

  private void whole(DiscoveryResponse response) {
    int place = 0;
    for (Any packed : response.getResourcesList()) {
      take("#" + place++, "", packed);
    }
    if (type.wildcard() && unreadable.isEmpty()) {
      candidate.retain(type, seen);
    }
  }

  private void increment(DeltaDiscoveryResponse response) {
    for (Resource resource : response.getResourcesList()) {
      take(resource.getName(), resource.getVersion(), resource.getResource());
    }
    response.getRemovedResourcesList().forEach(name -> candidate.remove(type, name));
  }

  /// @param label the name, or a stand-in for it that begins with `#` when the resource tells its
  ///   name itself
  private void take(String label, String version, Any packed) {
    if (!packed.getTypeUrl().equals(type.typeUrl())) {
      unreadable.put(label, "is a " + packed.getTypeUrl() + " in a response of " + type.typeUrl());
      return;
    }
    Message message;
    try {
      message = type.parse(packed.getValue());
    } catch (InvalidProtocolBufferException broken) {
      unreadable.put(label, "cannot be decoded: " + broken.getMessage());
      return;
    }
    String name = type.nameOf(message);
    if (!label.startsWith("#") && !label.equals(name)) {
      unreadable.put(label, "calls itself '" + name + "'");
    } else if (!seen.add(name)) {
      unreadable.put(name, "is there twice");
    } else if (subscription.wants(name)) {
      String known = version.isEmpty() ? XdsResource.hash(packed.getValue()) : version;
      XdsResource held = before.of(type).get(name);
      if (held == null || !held.version().equals(known)) {
        candidate.add(XdsResource.received(type, name, known, message));
      }
    }
  }
}
