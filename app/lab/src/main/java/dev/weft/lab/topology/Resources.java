package dev.weft.lab.topology;

import dev.weft.api.schema.Required;
import java.util.List;

/// Files of resources that are applied when the lab comes up.
///
/// @param files relative to the lab file
/// @param clusters where they are applied; absent for all
public record Resources(@Required List<String> files, List<String> clusters) {
  public Resources {
    files = List.copyOf(files);
    clusters = List.copyOf(clusters);
  }
}
