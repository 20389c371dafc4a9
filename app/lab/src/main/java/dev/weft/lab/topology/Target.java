package dev.weft.lab.topology;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The URL of a call, with what stands for addresses in it.
public final class Target {
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+) +([^}]+)}");

  /// Something that stands for an address: `{clusterIP west/shop/echo}`.
  public record Placeholder(String kind, String name) {}

  private Target() {}

  /// Those in a URL, in order.
  public static List<Placeholder> placeholders(String call) {
    return PLACE
        .matcher(call)
        .results()
        .map(hit -> new Placeholder(hit.group(1), hit.group(2).strip()))
        .toList();
  }

  /// The URL with each of them replaced.
  public static String resolve(String call, Function<Placeholder, String> address) {
    return PLACE
        .matcher(call)
        .replaceAll(hit ->
            Matcher.quoteReplacement(
                address.apply(new Placeholder(hit.group(1), hit.group(2).strip()))));
  }
}
