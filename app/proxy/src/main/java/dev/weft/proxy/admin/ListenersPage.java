package dev.weft.proxy.admin;

import dev.weft.graph.listener.Listener;
import dev.weft.graph.match.Cidr;
import dev.weft.model.Address;
import io.envoyproxy.envoy.admin.v3.ListenerStatus;
import io.envoyproxy.envoy.admin.v3.Listeners;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import java.util.Map;

/// `/listeners`: names and addresses, with the ports that were really bound.
final class ListenersPage {
  private ListenersPage() {}

  static Page of(View view, Map<String, String> query) {
    if (query.getOrDefault("format", "text").equals("json")) {
      Listeners.Builder all = Listeners.newBuilder();
      for (Listener listener : view.graph().listeners()) {
        all.addListenerStatuses(
            ListenerStatus.newBuilder()
                .setName(listener.name())
                .setLocalAddress(message(address(view, listener))));
      }
      return Page.json(Json.print(all.build()));
    }
    StringBuilder text = new StringBuilder();
    for (Listener listener : view.graph().listeners()) {
      text.append(listener.name()).append("::").append(address(view, listener)).append('\n');
    }
    return Page.text(text.toString());
  }

  private static Address address(View view, Listener listener) {
    return view.address(listener.name())
        .filter(bound -> listener.address() instanceof Address.Ip ip && ip.port() == 0)
        .map(bound -> Address.ip(Cidr.text(bound.getAddress()), bound.getPort()))
        .orElse(listener.address());
  }

  static io.envoyproxy.envoy.config.core.v3.Address message(Address address) {
    var message = io.envoyproxy.envoy.config.core.v3.Address.newBuilder();
    return switch (address) {
      case Address.Ip ip ->
          message
              .setSocketAddress(
                  SocketAddress.newBuilder().setAddress(ip.host()).setPortValue(ip.port()))
              .build();
      case Address.Pipe pipe -> message.setPipe(Pipe.newBuilder().setPath(pipe.path())).build();
    };
  }
}
