package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.interop.Scenario.Call;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Every scenario on both data planes: the same files, the same calls, the same outcome.
class ScenariosIT {
  /// More than six standard deviations of the calls that a share is counted over: 700 of them, or
  /// 400 where the share is far from a half.
  private static final int TOLERANCE_PERCENT = 12;

  /// What Envoy is allowed of a time that is awaited; Weft is allowed nothing. Whether Envoy needs
  /// it is not measured: its loop's cached time would explain a timer that rings early.
  private static final double EARLY = 0.99;

  static Stream<Arguments> scenarios() {
    return Scenario.all().stream()
        .flatMap(scenario ->
            Stream.of(DataPlane.values())
                .map(plane -> Arguments.of(scenario.name(), plane, scenario)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("scenarios")
  void callsGoWhereTheResourcesSay(String name, DataPlane plane, Scenario scenario) {
    try (RunningMesh mesh = RunningMesh.up(plane, scenario.resources())) {
      for (Call call : scenario.calls()) {
        check(mesh, plane, call);
      }
    }
  }

  private static void check(RunningMesh mesh, DataPlane plane, Call call) {
    boolean outside = call.from().equals("gateway");
    try (HttpClient client =
        outside
            ? HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
            : mesh.client(call.from())) {
      Map<String, Integer> answers = new TreeMap<>();
      for (int i = 0; i < call.times(); i++) {
        long start = System.nanoTime();
        HttpResponse<String> response = RunningMesh.send(client, request(mesh, call, outside));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(call.status())
            .as("status of %s: %s", call, response.body())
            .contains(response.statusCode());
        assertThat(seconds)
            .as("seconds of %s", call)
            .isGreaterThanOrEqualTo(call.minimumSeconds() * (plane == DataPlane.ENVOY ? EARLY : 1));
        answers.merge(response.headers().firstValue("x-answered-by").orElse("-"), 1, Integer::sum);
        inspect(call, response);
      }
      call.shares()
          .forEach((workload, percent) ->
              assertThat(answers.getOrDefault(workload, 0) * 100.0 / call.times())
                  .as("percent answered by %s of %s: %s", workload, call, answers)
                  .isCloseTo(
                      percent, within((double) (percent % 100 == 0 ? 0 : TOLERANCE_PERCENT))));
    }
  }

  /// Through the gateway, the URL's host is what is asked for, and the gateway's port what is
  /// connected to.
  private static HttpRequest request(RunningMesh mesh, Call call, boolean outside) {
    URI asked = URI.create(call.url());
    URI target =
        outside
            ? URI.create(
                "http://127.0.0.1:"
                    + mesh.gatewayPort()
                    + asked.getRawPath()
                    + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery()))
            : asked;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(Duration.ofSeconds(60))
            .method(call.method(), HttpRequest.BodyPublishers.noBody());
    if (outside) {
      request.header("host", asked.getHost());
    }
    call.headers().forEach(request::header);
    return request.build();
  }

  private static void inspect(Call call, HttpResponse<String> response) {
    if (!call.seen().isEmpty()) {
      JsonNode seen = RunningMesh.json(response.body());
      call.seen()
          .forEach((key, value) ->
              assertThat(
                      key.equals("path")
                          ? seen.at("/path").asString()
                          : seen.at("/headers/" + key).asString(""))
                  .as("%s as the application saw it in %s", key, call)
                  .isEqualTo(value));
    }
    call.answered()
        .forEach((key, value) ->
            assertThat(response.headers().firstValue(key).orElse(""))
                .as("header %s of the answer to %s", key, call)
                .isEqualTo(value));
  }
}
