package dev.weft.proxy.bootstrap;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.weft.model.Problem;
import dev.weft.model.Problem.Code;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource.ApiType;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which parts of a bootstrap this proxy has. What it does not have is refused by name; what it
/// accepts without effect is remarked upon. What static listeners and clusters ask for is checked
/// when they are linked.
final class Supported {
  private static final Set<String> TAKEN =
      Set.of(
          "node",
          "admin",
          "static_resources",
          "dynamic_resources",
          "node_context_params",
          "default_config_source");

  /// Accepted without effect, and why that is harmless.
  private static final Map<String, String> WITHOUT_EFFECT =
      Map.ofEntries(
          Map.entry("layered_runtime", "Weft has no runtime keys"),
          Map.entry("stats_config", "Weft shows all its metrics, with names taken apart by itself"),
          Map.entry("stats_flush_interval", "Weft reads its metrics when asked"),
          Map.entry("stats_server_version_override", "Weft shows its own version"),
          Map.entry("tracing", "Weft passes trace headers on and exports no spans yet"),
          Map.entry("cluster_manager", "Weft has one way of managing clusters"),
          Map.entry("default_regex_engine", "Weft's regular expressions are RE2"),
          Map.entry("typed_dns_resolver_config", "Weft resolves with the host's resolver"),
          Map.entry("use_tcp_for_dns_lookups", "Weft resolves with the host's resolver"),
          Map.entry("application_log_config", "Weft logs one line an event"),
          Map.entry("enable_dispatcher_stats", "Weft has no dispatchers"),
          Map.entry("header_prefix", "Weft's headers are x-envoy-"),
          Map.entry("memory_allocator_manager", "memory is the Java virtual machine's"));

  private static final Set<String> HARMLESS_EXTENSIONS =
      Set.of("envoy.bootstrap.internal_listener");

  private final BootstrapFile file;
  private final List<Problem> problems = new ArrayList<>();

  private Supported(BootstrapFile file) {
    this.file = file;
  }

  static List<Problem> check(BootstrapFile file) {
    Supported check = new Supported(file);
    Bootstrap bootstrap = file.message();
    check.top(bootstrap);
    if (bootstrap.hasDynamicResources()) {
      check.dynamic(bootstrap);
    }
    check.only(
        bootstrap.getAdmin(),
        "admin",
        Set.of(
            "address",
            "access_log_path",
            "access_log",
            "profile_path",
            "ignore_global_conn_limit"));
    return check.problems;
  }

  private void top(Bootstrap bootstrap) {
    for (FieldDescriptor field : bootstrap.getAllFields().keySet()) {
      String name = field.getName();
      if (WITHOUT_EFFECT.containsKey(name)) {
        problems.add(
            Problem.warning(
                    Code.NOT_YET_EFFECTIVE, name, "has no effect: " + WITHOUT_EFFECT.get(name), "")
                .at(file.position(name)));
      } else if (name.equals("bootstrap_extensions")) {
        extensions(bootstrap);
      } else if (!TAKEN.contains(name)) {
        unsupported(name, "leave it out");
      }
    }
    if (!bootstrap.hasNode() || bootstrap.getNode().getId().isEmpty()) {
      if (bootstrap.hasDynamicResources()) {
        problems.add(
            Problem.error(
                    Code.MISSING_FIELD,
                    "node.id",
                    "a control plane asks who this is",
                    "give node.id")
                .at(file.position("node")));
      }
    }
  }

  private void extensions(Bootstrap bootstrap) {
    for (int i = 0; i < bootstrap.getBootstrapExtensionsCount(); i++) {
      String name = bootstrap.getBootstrapExtensions(i).getName();
      if (!HARMLESS_EXTENSIONS.contains(name)) {
        unsupported("bootstrap_extensions[" + i + "]", "leave out " + name);
      }
    }
  }

  private void dynamic(Bootstrap bootstrap) {
    Bootstrap.DynamicResources dynamic = bootstrap.getDynamicResources();
    only(dynamic, "dynamic_resources", Set.of("lds_config", "cds_config", "ads_config"));
    ads(dynamic.hasLdsConfig(), dynamic.getLdsConfig(), "dynamic_resources.lds_config");
    ads(dynamic.hasCdsConfig(), dynamic.getCdsConfig(), "dynamic_resources.cds_config");
    String path = "dynamic_resources.ads_config";
    if (!dynamic.hasAdsConfig()) {
      return;
    }
    ApiConfigSource source = dynamic.getAdsConfig();
    if (source.getApiType() != ApiType.GRPC && source.getApiType() != ApiType.DELTA_GRPC) {
      unsupported(path + ".api_type " + source.getApiType(), "use DELTA_GRPC or GRPC");
    }
    if (source.getGrpcServicesCount() != 1
        || source.getGrpcServices(0).getTargetSpecifierCase()
            != GrpcService.TargetSpecifierCase.ENVOY_GRPC) {
      unsupported(path + ".grpc_services", "name one static cluster by envoy_grpc");
      return;
    }
    String cluster = source.getGrpcServices(0).getEnvoyGrpc().getClusterName();
    boolean known =
        bootstrap.getStaticResources().getClustersList().stream()
            .anyMatch(each -> each.getName().equals(cluster));
    if (!known) {
      problems.add(
          Problem.error(
                  Code.DANGLING_REFERENCE,
                  path + ".grpc_services[0].envoy_grpc.cluster_name",
                  "there is no static cluster '" + cluster + "'",
                  "add it to static_resources.clusters")
              .at(file.position(path + ".grpc_services[0].envoy_grpc")));
    }
  }

  private void ads(boolean present, ConfigSource source, String path) {
    if (present
        && source.getConfigSourceSpecifierCase() != ConfigSource.ConfigSourceSpecifierCase.ADS) {
      unsupported(path, "use ads: {}");
    }
  }

  private void only(Message message, String path, Set<String> known) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (!known.contains(field.getName())) {
        unsupported(path + "." + field.getName(), "leave it out");
      }
    }
  }

  private void unsupported(String path, String remedy) {
    int space = path.indexOf(' ');
    String field = space < 0 ? path : path.substring(0, space);
    problems.add(
        Problem.error(
                Code.NOT_YET_EFFECTIVE,
                field,
                "Weft's proxy does not have this" + (space < 0 ? "" : ":" + path.substring(space)),
                remedy)
            .at(file.position(field)));
  }
}
