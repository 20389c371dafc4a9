package dev.weft.model;

/// Where a workload runs: region, zone and subzone; an empty part is unknown.
public record Locality(String region, String zone, String subzone) {
  public static final Locality UNKNOWN = new Locality("", "", "");

  /// Reads `region/zone/subzone`, of which the later parts may be absent.
  public static Locality parse(String text) {
    String[] parts = text.split("/", 3);
    return new Locality(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  /// `region/zone/subzone`, without empty parts at the end.
  @Override
  public String toString() {
    String text = region + "/" + zone + "/" + subzone;
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }
}
