package dev.weft.cli.session;

import dev.weft.cli.inspect.ConfigDump;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// Which control plane a command asks, and how: the one of the running mesh, or any other by its
/// monitoring address.
public final class ControlPlaneApi {
  @Mixin private MeshChoice choice = new MeshChoice();

  @Option(
      names = "--control-plane",
      paramLabel = "HOST:PORT",
      description = "Monitoring address of a control plane (default: that of the running mesh)")
  private String address = "";

  /// The mesh that is meant; empty when a control plane was named instead.
  public Optional<MeshRecord> mesh(Session session) {
    return chosen(session).map(MeshChoice.Chosen::record);
  }

  /// The same with its directory.
  public Optional<MeshChoice.Chosen> chosen(Session session) {
    return address.isEmpty() ? Optional.of(choice.running(session)) : Optional.empty();
  }

  /// Calls a page of the control plane; an answer with an error status is an answer too.
  public Http.Answer call(Session session, String method, String page, String body) {
    String where =
        mesh(session).map(mesh -> "127.0.0.1:" + mesh.ports().monitoring()).orElse(address);
    return Http.call(
        "the control plane",
        method,
        "http://" + where + page,
        body,
        Map.of("content-type", "application/yaml"));
  }

  /// Calls a page that must succeed, and reads its JSON.
  public JsonNode json(Session session, String method, String page, String body) {
    Http.Answer answer = call(session, method, page, body);
    if (!answer.good()) {
      throw refusal(answer);
    }
    return ConfigDump.json(answer.body());
  }

  /// What an error answer means.
  public static Refusal refusal(Http.Answer answer) {
    String body = answer.body().strip();
    if (body.startsWith("{")) {
      JsonNode json = ConfigDump.json(body);
      String error = json.path("error").asString("");
      body = error.isEmpty() ? body : error;
    }
    return Refusal.because(
        answer.status() < 500 ? Exit.REFUSED : Exit.FAILED,
        body.isEmpty() ? "the control plane answered " + answer.status() : body);
  }

  /// A query string of the parameters that are not empty, with its question mark.
  public static String query(Map<String, String> parameters) {
    Map<String, String> given = new LinkedHashMap<>(parameters);
    given.values().removeIf(String::isEmpty);
    StringBuilder text = new StringBuilder();
    given.forEach((name, value) ->
        text.append(text.isEmpty() ? '?' : '&')
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }
}
