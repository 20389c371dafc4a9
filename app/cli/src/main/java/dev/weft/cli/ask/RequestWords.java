package dev.weft.cli.ask;

import dev.weft.explain.Request;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// How a request is written on the command line: `--from WORKLOAD [METHOD] URL [-H ...]`.
public final class RequestWords {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "WORKLOAD",
      description = "Who sends it; istio-ingressgateway for a request from outside")
  private String from = "";

  @Parameters(
      arity = "1..2",
      paramLabel = "[METHOD] URL",
      description = "Such as http://reviews:9080/reviews/1, or POST http://...")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME:VALUE",
      description = "A header; may be repeated")
  private List<String> headers = new ArrayList<>();

  String from() {
    return from;
  }

  String url() {
    return words.getLast();
  }

  /// @throws Refusal when the words are no request
  Request request() {
    Map<String, String> map = new LinkedHashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw Refusal.because(Exit.USAGE, "'" + header + "' is not a header; write NAME: VALUE");
      }
      map.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    try {
      return Request.of(words.size() == 2 ? words.getFirst() : "GET", words.getLast(), map);
    } catch (IllegalArgumentException malformed) {
      throw Refusal.because(Exit.USAGE, String.valueOf(malformed.getMessage()));
    }
  }
}
