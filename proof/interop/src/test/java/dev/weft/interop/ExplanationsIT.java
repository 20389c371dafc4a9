package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.trace.Observed;
import dev.weft.explain.Explanation.Outcome;
import dev.weft.explain.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What `weft explain` says of a request and what `weft curl` sees of it are the same: route,
/// cluster (so subset) and verdict, for generated requests on both data planes.
class ExplanationsIT {
  private static final int REQUESTS = 200;
  private static final Path SCENARIOS = Project.path("proof/interop/src/test/resources/scenarios");
  private static final List<String> METHODS = List.of("GET", "GET", "GET", "POST");
  private static final List<String> HOSTS =
      List.of(
          "reviews:9080",
          "reviews.default:9080",
          "ratings:9080",
          "ratings.default.svc.cluster.local:9080");
  private static final List<String> PATHS =
      List.of(
          "/",
          "/old/a",
          "/items/17",
          "/items/x",
          "/x?debug=1",
          "/moved",
          "/teapot",
          "/split",
          "/edited",
          "/nowhere",
          "/mirrored",
          "/status/404");
  private static final List<Map.Entry<String, String>> HEADERS =
      List.of(
          Map.entry("end-user", "jason"),
          Map.entry("end-user", "broken"),
          Map.entry("end-user", "nobody"),
          Map.entry("cookie", "user=alice"),
          Map.entry("x-quiet", "1"),
          Map.entry("x-other", "2"));

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void whatIsExplainedIsWhatHappens(DataPlane plane) {
    List<Path> resources =
        List.of(
            SCENARIOS.resolve("base.yaml"),
            Project.path("proof/interop/src/test/resources/explained/reviews.yaml"),
            SCENARIOS.resolve("resilience/resilience.yaml"));
    try (RunningMesh mesh = RunningMesh.up(plane, resources);
        HttpClient http = HttpClient.newHttpClient()) {
      RunDirectory run = new RunDirectory(mesh.directory());
      MeshRecord record = MeshRecord.of(run).orElseThrow();
      MeshRecord.Part client = record.part("client-v1").orElseThrow();
      Random random = new Random(7);
      List<String> disagreements = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        Request request = request(random);
        Outcome seen =
            new Observed(run, record).send(client, request).branches().getFirst().outcome();
        TreeSet<String> foretold = foretold(http, mesh.monitoringPort(), request);
        if (!foretold.contains(way(seen.verdict().name(), seen.cluster(), seen.route()))) {
          disagreements.add(
              request + " " + request.headers() + ": saw " + seen + ", was told " + foretold);
        }
      }
      assertThat(disagreements).as("disagreements among %s requests", REQUESTS).isEmpty();
    }
  }

  private static Request request(Random random) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Map.Entry<String, String> header = any(random, HEADERS);
      headers.put(header.getKey(), header.getValue());
    }
    return Request.of(
        any(random, METHODS), "http://" + any(random, HOSTS) + any(random, PATHS), headers);
  }

  private static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// Each way that the request may take, as verdict, cluster and route.
  private static TreeSet<String> foretold(HttpClient http, int port, Request request) {
    StringBuilder headers = new StringBuilder();
    request
        .headers()
        .forEach((name, value) -> headers.append(name).append(": ").append(value).append('\n'));
    String query =
        "from=client-v1.default&method="
            + request.method()
            + "&url="
            + encoded("http://" + request.host() + ":" + request.port() + request.path())
            + "&headers="
            + encoded(headers.toString());
    HttpResponse<String> response =
        RunningMesh.get(
            http,
            URI.create("http://127.0.0.1:" + port + "/explain?" + query).toString(),
            Map.of());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    TreeSet<String> ways = new TreeSet<>();
    for (JsonNode branch : RunningMesh.json(response.body()).at("/branches")) {
      JsonNode outcome = branch.at("/outcome");
      ways.add(
          way(
              outcome.at("/verdict").asString(),
              outcome.at("/cluster").asString(""),
              outcome.at("/route").asString("")));
    }
    return ways;
  }

  private static String way(String verdict, String cluster, String route) {
    return verdict + " " + cluster + " " + route;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
