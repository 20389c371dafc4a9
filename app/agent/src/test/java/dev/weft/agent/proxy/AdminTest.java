package dev.weft.agent.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AdminTest {
  private static final String READY =
      """
      cluster_manager.cds.update_success: 3
      listener_manager.lds.update_success: 2
      listener_manager.workers_started: 1
      server.state: 0
      """;

  private static String unready(String stats) {
    return Admin.unready(Admin.numbers(stats));
  }

  @Test
  void aProxyIsReadyWithConfigurationWorkersAndLife() {
    assertThat(unready(READY)).isEmpty();
    assertThat(unready(READY.replace("server.state: 0", "server.state: 2")))
        .contains("server.state");
    assertThat(unready(READY.replace("server.state: 0", "server.state: 1"))).contains("not LIVE");
    assertThat(unready(READY.replace("workers_started: 1", "workers_started: 0")))
        .contains("workers");
    assertThat(unready(READY.replace("lds.update_success: 2", "lds.update_rejected: 5")))
        .contains("listener_manager.lds")
        .contains("5 rejected");
    assertThat(unready("")).contains("cluster_manager.cds");
  }

  @Test
  void onlyConnectionsOfOthersCount() {
    Map<String, Long> stats =
        Admin.numbers(
            """
            http.admin.downstream_cx_active: 1
            listener.0.0.0.0_15006.downstream_cx_active: 4
            listener.0.0.0.0_15006.worker_0.downstream_cx_active: 4
            listener.0.0.0.0_15021.downstream_cx_active: 7
            listener.0.0.0.0_15090.downstream_cx_active: 7
            listener.10.96.0.1_443.downstream_cx_active: 2
            listener.admin.downstream_cx_active: 9
            listener.admin.downstream_cx_length_ms: No recorded values
            """);
    assertThat(Admin.connections(stats)).isEqualTo(6);
  }

  @Test
  void restartsGetSlowerUpToABound() {
    assertThat(Keeper.after(1)).isEqualTo(Duration.ofMillis(200));
    assertThat(Keeper.after(2)).isEqualTo(Duration.ofMillis(400));
    assertThat(Keeper.after(5)).isEqualTo(Duration.ofMillis(3200));
    assertThat(Keeper.after(1000)).isEqualTo(Keeper.LONGEST);
  }
}
