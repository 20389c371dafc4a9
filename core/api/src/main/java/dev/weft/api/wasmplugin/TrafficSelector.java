package dev.weft.api.wasmplugin;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// Which traffic the extension sees (Istio, "WasmPlugin.TrafficSelector").
public record TrafficSelector(WorkloadMode mode, List<PortSelector> ports) {
  public TrafficSelector {
    ports = List.copyOf(ports);
  }

  /// One of the values that the API has; the first is the default.
  public enum WorkloadMode {
    UNDEFINED,
    CLIENT,
    SERVER,
    CLIENT_AND_SERVER
  }

  /// A port by number.
  public record PortSelector(@Required int number) implements Verified {
    @Override
    public void verify(Findings findings) {
      Expect.port(findings.at("number"), number);
    }
  }
}
