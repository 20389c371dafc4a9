package dev.weft.cli.inspect;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// What `/config_dump` of a proxy's admin interface gives (Envoy, `admin.v3.ConfigDump`): the
/// configuration in use, by sort.
public final class ConfigDump {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode root;

  private ConfigDump(JsonNode root) {
    this.root = root;
  }

  /// Reads a dump.
  ///
  /// @throws Refusal when it is not JSON
  public static ConfigDump parse(String text) {
    return new ConfigDump(json(text));
  }

  /// Reads any answer of the admin interface.
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException broken) {
      throw Refusal.because(
          Exit.FAILED, "the proxy's answer is not JSON: " + broken.getOriginalMessage());
    }
  }

  /// The listeners in use.
  public List<JsonNode> listeners() {
    JsonNode section = section("ListenersConfigDump");
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode one : field(section, "dynamic_listeners")) {
      add(found, field(field(one, "active_state"), "listener"));
    }
    for (JsonNode one : field(section, "static_listeners")) {
      add(found, field(one, "listener"));
    }
    return found;
  }

  /// The route tables in use, those of RDS first.
  public List<JsonNode> routes() {
    JsonNode section = section("RoutesConfigDump");
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode one : field(section, "dynamic_route_configs")) {
      add(found, field(one, "route_config"));
    }
    for (JsonNode one : field(section, "static_route_configs")) {
      add(found, field(one, "route_config"));
    }
    return found;
  }

  /// The clusters in use.
  public List<JsonNode> clusters() {
    JsonNode section = section("ClustersConfigDump");
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode one : field(section, "dynamic_active_clusters")) {
      add(found, field(one, "cluster"));
    }
    for (JsonNode one : field(section, "static_clusters")) {
      add(found, field(one, "cluster"));
    }
    return found;
  }

  /// Secrets, each with its name, state and `secret`; keys are redacted by the proxy.
  public List<JsonNode> secrets() {
    JsonNode section = section("SecretsConfigDump");
    List<JsonNode> found = new ArrayList<>();
    for (String list :
        List.of("dynamic_active_secrets", "dynamic_warming_secrets", "static_secrets")) {
      field(section, list).forEach(found::add);
    }
    return found;
  }

  private JsonNode section(String type) {
    for (JsonNode config : field(root, "configs")) {
      if (text(config, "@type").endsWith("." + type)) {
        return config;
      }
    }
    return MissingNode.getInstance();
  }

  private static void add(List<JsonNode> to, JsonNode one) {
    if (!one.isMissingNode()) {
      to.add(one);
    }
  }

  /// A field by its proto name, in either spelling of proto3 JSON.
  static JsonNode field(JsonNode node, String name) {
    JsonNode proto = node.path(name);
    return proto.isMissingNode() ? node.path(camel(name)) : proto;
  }

  /// The text of a field; empty when there is none.
  static String text(JsonNode node, String name) {
    return field(node, name).asString("");
  }

  private static String camel(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_' && i + 1 < name.length()) {
        text.append(Character.toUpperCase(name.charAt(++i)));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
