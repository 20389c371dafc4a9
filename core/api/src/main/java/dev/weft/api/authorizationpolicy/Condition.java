package dev.weft.api.authorizationpolicy;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// A further condition on an attribute (Istio, "Condition").
public record Condition(@Required String key, List<String> values, List<String> notValues)
    implements Verified {
  public Condition {
    values = List.copyOf(values);
    notValues = List.copyOf(notValues);
  }

  private static final List<String> ATTRIBUTES =
      List.of(
          "source.ip",
          "remote.ip",
          "source.namespace",
          "source.principal",
          "source.serviceAccount",
          "source.trustDomain",
          "request.auth.principal",
          "request.auth.audiences",
          "request.auth.presenter",
          "destination.ip",
          "destination.port",
          "connection.sni");

  @Override
  public void verify(Findings findings) {
    if (!key.isEmpty() && !known(key)) {
      findings
          .at("key")
          .invalid("'" + key + "' is not an attribute", Nearest.remedy(key, ATTRIBUTES));
    }
    if (values.isEmpty() && notValues.isEmpty()) {
      findings.missing("nothing is compared", "write 'values' or 'notValues'");
    }
    if (known(key) && !closed(key)) {
      findings
          .at("key")
          .invalid(
              "'" + key + "' names nothing in brackets", "write it as in 'request.headers[X]'");
    }
    if (key.equals("destination.port")) {
      Operation.ports(findings.at("values"), values);
      Operation.ports(findings.at("notValues"), notValues);
    }
    boolean address =
        key.equals("source.ip") || key.equals("remote.ip") || key.equals("destination.ip");
    for (int i = 0; address && i < values.size(); i++) {
      Expect.subnet(findings.at("values").at(i), values.get(i));
    }
    for (int i = 0; address && i < notValues.size(); i++) {
      Expect.subnet(findings.at("notValues").at(i), notValues.get(i));
    }
  }

  /// Whether a key that needs a name has it: `[NAME]` at its end.
  private static boolean closed(String key) {
    int open = key.indexOf('[');
    return ATTRIBUTES.contains(key) || open > 0 && key.endsWith("]") && open < key.length() - 2;
  }

  private static boolean known(String key) {
    return ATTRIBUTES.contains(key)
        || key.startsWith("request.headers[")
        || key.startsWith("request.auth.claims[")
        || key.startsWith("experimental.envoy.filters.");
  }
}
