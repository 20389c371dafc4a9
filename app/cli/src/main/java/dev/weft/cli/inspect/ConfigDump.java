package dev.weft.cli.inspect;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// What `/config_dump` of a proxy's admin interface gives (Envoy, `admin.v3.ConfigDump`): the
/// configuration in use, by sort.
public final class ConfigDump {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What is below these is a `google.protobuf.Struct`, whose names are whoever's wrote them.
  private static final Set<String> OPEN =
      Set.of("filter_metadata", "json_format", "typed_json_format");

  /// The keys of maps, such as names of filters, have dots.
  private static final Pattern PROTO_NAME = Pattern.compile("[a-z0-9_]+");

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

  /// The same values under the names of proto3 JSON (`connectTimeout`), as istioctl prints them;
  /// the admin interface has the names of the proto files (`connect_timeout`). Names that are data
  /// stay.
  public static JsonNode spelled(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode spelled = JSON.createObjectNode();
        object
            .properties()
            .forEach(field ->
                spelled.set(
                    PROTO_NAME.matcher(field.getKey()).matches()
                        ? camel(field.getKey())
                        : field.getKey(),
                    OPEN.contains(field.getKey()) ? field.getValue() : spelled(field.getValue())));
        yield spelled;
      }
      case ArrayNode array -> {
        ArrayNode spelled = JSON.createArrayNode();
        array.forEach(one -> spelled.add(spelled(one)));
        yield spelled;
      }
      default -> node;
    };
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
