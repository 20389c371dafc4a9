package dev.weft.world.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Labels written as the JSON text of an object of strings.
final class NodeSelector {
  private static final Pattern PAIR = Pattern.compile("\"([^\"]*)\"\\s*:\\s*\"([^\"]*)\"");

  private NodeSelector() {}

  static Map<String, String> parse(String json) {
    Map<String, String> labels = new TreeMap<>();
    Matcher pair = PAIR.matcher(json);
    while (pair.find()) {
      labels.put(pair.group(1), pair.group(2));
    }
    return labels;
  }
}
