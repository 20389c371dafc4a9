package dev.weft.bench.macro.load;

/// The names of the services that the proxies are told of.
public final class Upstreams {
  private Upstreams() {}

  public static String host(int number) {
    return "service-" + number + ".default.svc.cluster.local";
  }
}
