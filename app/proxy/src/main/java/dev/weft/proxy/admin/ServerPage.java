package dev.weft.proxy.admin;

import com.google.protobuf.util.Durations;
import dev.weft.host.Release;
import io.envoyproxy.envoy.admin.v3.CommandLineOptions;
import io.envoyproxy.envoy.admin.v3.Memory;
import io.envoyproxy.envoy.admin.v3.ServerInfo;

/// `/ready`, `/server_info` and `/memory`.
final class ServerPage {
  private ServerPage() {}

  static Page ready(View view) {
    Lifecycle.State state = view.lifecycle().state();
    return Page.text(state == Lifecycle.State.LIVE ? 200 : 503, state.name() + "\n");
  }

  static Page info(View view) {
    ServerInfo.State state =
        switch (view.lifecycle().state()) {
          case INITIALIZING -> ServerInfo.State.INITIALIZING;
          case LIVE -> ServerInfo.State.LIVE;
          case DRAINING -> ServerInfo.State.DRAINING;
        };
    return Page.json(
        Json.print(
            ServerInfo.newBuilder()
                .setVersion("weft/" + Release.VERSION)
                .setState(state)
                .setUptimeCurrentEpoch(Durations.fromSeconds(view.uptimeSeconds()))
                .setUptimeAllEpochs(Durations.fromSeconds(view.uptimeSeconds()))
                .setCommandLineOptions(
                    CommandLineOptions.newBuilder().setConcurrency(view.concurrency()))
                .setNode(view.bootstrap().getNode().toBuilder().setUserAgentName("weft"))
                .build()));
  }

  static Page memory() {
    Runtime runtime = Runtime.getRuntime();
    return Page.json(
        Json.print(
            Memory.newBuilder()
                .setAllocated(runtime.totalMemory() - runtime.freeMemory())
                .setHeapSize(runtime.totalMemory())
                .build()));
  }
}
