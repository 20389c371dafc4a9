package dev.weft.api.envoyfilter;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.util.Optional;

/// One patch and what it applies to (Istio, "EnvoyConfigObjectPatch").
public record ConfigPatch(ApplyTo applyTo, Optional<ObjectMatch> match, Optional<Patch> patch)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (applyTo == ApplyTo.INVALID) {
      findings.at("applyTo").missing("'applyTo' is missing", "say what is patched");
    }
    if (patch.isEmpty()) {
      findings.at("patch").missing("'patch' is missing", "write 'operation' and 'value'");
    }
    if (applyTo == ApplyTo.BOOTSTRAP) {
      findings
          .at("applyTo")
          .warning(Problem.Code.DEPRECATED, "BOOTSTRAP is deprecated", "use ProxyConfig");
    }
    patch.ifPresent(one -> operation(findings.at("patch"), one));
    match.flatMap(ObjectMatch::objectTypes).ifPresent(object -> object(findings, object));
  }

  private void operation(Findings findings, Patch one) {
    boolean removes = one.operation() == Patch.Operation.REMOVE;
    if (one.operation() == Patch.Operation.INVALID) {
      findings.at("operation").missing("'operation' is missing", "say what is done");
    } else if (!removes && one.value().isEmpty()) {
      findings
          .at("value")
          .missing("the operation " + one.operation() + " needs a value", "write 'value'");
    }
    if (removes && one.value().isPresent()) {
      findings
          .at("value")
          .warning(
              Problem.Code.CONFLICT, "the operation REMOVE ignores the value", "remove 'value'");
    }
    boolean replaces = applyTo == ApplyTo.HTTP_FILTER || applyTo == ApplyTo.NETWORK_FILTER;
    if (one.operation() == Patch.Operation.REPLACE && !replaces) {
      findings
          .at("operation")
          .invalid("REPLACE is for HTTP_FILTER and NETWORK_FILTER only", "use MERGE");
    }
    boolean ordered =
        switch (one.operation()) {
          case INSERT_BEFORE, INSERT_AFTER, INSERT_FIRST -> true;
          case INVALID, MERGE, ADD, REMOVE, REPLACE, MERGE_AND_REPLACE_LIST -> false;
        };
    boolean list =
        switch (applyTo) {
          case NETWORK_FILTER, HTTP_FILTER, HTTP_ROUTE, LISTENER_FILTER -> true;
          case INVALID,
              LISTENER,
              FILTER_CHAIN,
              ROUTE_CONFIGURATION,
              VIRTUAL_HOST,
              CLUSTER,
              EXTENSION_CONFIG,
              BOOTSTRAP ->
              false;
        };
    if (ordered && !list) {
      findings
          .at("operation")
          .invalid(one.operation() + " is for filters and routes only", "use ADD");
    }
  }

  /// What is matched must be of the sort that is patched.
  private void object(Findings findings, ObjectTypes object) {
    boolean fits =
        switch (applyTo) {
          case LISTENER, FILTER_CHAIN, NETWORK_FILTER, HTTP_FILTER, LISTENER_FILTER ->
              object instanceof ObjectTypes.Listener || object instanceof ObjectTypes.Waypoint;
          case ROUTE_CONFIGURATION, VIRTUAL_HOST, HTTP_ROUTE ->
              object instanceof ObjectTypes.RouteConfiguration
                  || object instanceof ObjectTypes.Waypoint;
          case CLUSTER ->
              object instanceof ObjectTypes.Cluster || object instanceof ObjectTypes.Waypoint;
          case INVALID, EXTENSION_CONFIG, BOOTSTRAP -> true;
        };
    if (!fits) {
      findings
          .at("match")
          .conflict(
              "the match is not about what " + applyTo + " patches",
              "match a listener, a route configuration or a cluster, as the patch does");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum ApplyTo {
    INVALID,
    LISTENER,
    FILTER_CHAIN,
    NETWORK_FILTER,
    HTTP_FILTER,
    ROUTE_CONFIGURATION,
    VIRTUAL_HOST,
    HTTP_ROUTE,
    CLUSTER,
    EXTENSION_CONFIG,
    BOOTSTRAP,
    LISTENER_FILTER
  }
}
