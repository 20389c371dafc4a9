package dev.weft.world.rules;

import dev.weft.model.Host;

/// Resolves the short names that routing resources may use.
public final class Names {
  private Names() {}

  /// A host as written in a resource of `namespace`: a name without dots is a Kubernetes service of
  /// that namespace; anything else is taken as it is.
  public static Host host(String written, String namespace, String domain) {
    boolean complete = written.isEmpty() || written.startsWith("*") || written.indexOf('.') >= 0;
    return new Host(
        complete
            ? (written.isEmpty() ? "*" : written)
            : written + "." + namespace + ".svc." + domain);
  }

  /// A gateway as written in a VirtualService of `namespace`: `mesh`, or `NAMESPACE/NAME`.
  public static String gateway(String written, String namespace) {
    if (written.equals("mesh") || written.indexOf('/') >= 0) {
      return written;
    }
    int dot = written.indexOf('.');
    if (dot > 0) {
      String rest = written.substring(dot + 1);
      int end = rest.indexOf('.');
      return (end < 0 ? rest : rest.substring(0, end)) + "/" + written.substring(0, dot);
    }
    return namespace + "/" + written;
  }
}
