package dev.weft.api.selection;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import java.util.List;

/// Rules that hold for `exportTo`: `.` the resource's own namespace, `*` all, `~` none, or names of
/// namespaces.
public final class ExportTo {
  private ExportTo() {}

  /// Checks the namespaces that a resource is visible in.
  public static void verify(Findings findings, List<String> exportTo) {
    for (int i = 0; i < exportTo.size(); i++) {
      String entry = exportTo.get(i);
      switch (entry) {
        case ".", "*", "~" -> {}
        default ->
            Expect.name(
                findings.at(i), Names.label(entry), "use '.', '*', '~' or a namespace's name");
      }
    }
    Expect.distinct(findings, exportTo);
    for (String alone : List.of("*", "~")) {
      if (exportTo.contains(alone) && exportTo.size() > 1) {
        findings.conflict(
            "'" + alone + "' stands beside other namespaces",
            "keep '" + alone + "' alone, or drop it");
      }
    }
  }
}
