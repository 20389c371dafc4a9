package dev.weft.api.schema;

import dev.weft.model.Problem;
import java.util.List;

/// Rules that hold for names of gateways: `name`, `namespace/name`, or `mesh` for all sidecars.
public final class GatewayNames {
  private GatewayNames() {}

  /// Each is the name of a gateway, perhaps after a namespace.
  public static void verify(Findings findings, List<String> gateways) {
    for (int i = 0; i < gateways.size(); i++) {
      name(findings.at(i), gateways.get(i));
    }
  }

  private static void name(Findings findings, String gateway) {
    int slash = gateway.indexOf('/');
    if (slash >= 0) {
      Expect.name(findings, Names.label(gateway.substring(0, slash)), "write namespace/name");
      Expect.name(findings, Names.label(gateway.substring(slash + 1)), "write namespace/name");
      return;
    }
    String[] labels = gateway.split("\\.");
    if (labels.length > 1) {
      findings.warning(
          Problem.Code.DEPRECATED,
          "'" + gateway + "' is an older spelling",
          "use '" + labels[1] + "/" + labels[0] + "'");
    }
    Expect.name(findings, Names.host(gateway), "write the gateway's name, or namespace/name");
  }
}
