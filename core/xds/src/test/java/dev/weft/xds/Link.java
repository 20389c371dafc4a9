package dev.weft.xds;

import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// A client and a server joined by two queues, over connections that come and go.
final class Link {
  final ClientSession client;
  ServerSession server;
  final ArrayDeque<Request> up = new ArrayDeque<>();
  final ArrayDeque<Response> down = new ArrayDeque<>();
  int responses;
  Resources target = Resources.EMPTY;

  /// Says why a resource is unusable; the empty string for a good one.
  BiFunction<ResourceType, XdsResource, String> judge = (type, resource) -> "";

  Link(Mode mode) {
    client =
        new ClientSession(
            mode, Node.newBuilder().setId("test").build(), EnumSet.allOf(ResourceType.class));
    server = new ServerSession(mode);
  }

  void connect() {
    up.clear();
    down.clear();
    server = new ServerSession(client.mode());
    down.addAll(server.push(target));
    up.addAll(client.connected());
  }

  void push(Resources next) {
    target = next;
    down.addAll(server.push(next));
  }

  void deliverUp() {
    if (!up.isEmpty()) {
      down.addAll(server.on(up.remove()));
    }
  }

  void deliverDown() {
    if (!down.isEmpty()) {
      responses++;
      Response response = down.remove();
      ClientSession.Offer offer = client.on(response);
      Map<String, String> rejected = new HashMap<>();
      ResourceType type = ResourceType.of(response.typeUrl()).orElseThrow();
      offer
          .candidate()
          .of(type)
          .forEach((name, resource) -> {
            String reason = judge.apply(type, resource);
            if (!reason.isEmpty()) {
              rejected.put(name, reason);
            }
          });
      up.addAll(client.settle(offer, rejected));
    }
  }

  void settle() {
    for (int i = 0; i < 10_000; i++) {
      if (up.isEmpty() && down.isEmpty()) {
        return;
      }
      deliverUp();
      deliverDown();
    }
    throw new AssertionError("the two never come to rest");
  }

  List<Response> waiting() {
    return List.copyOf(down);
  }
}
