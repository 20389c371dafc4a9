package dev.weft.compiler.route;

import dev.weft.api.virtualservice.CorsPolicy;
import dev.weft.api.virtualservice.Destination;
import dev.weft.api.virtualservice.HttpMirrorPolicy;
import dev.weft.api.virtualservice.HttpRewrite;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.api.virtualservice.Percent;
import dev.weft.api.virtualservice.reply.HttpBody;
import dev.weft.api.virtualservice.reply.HttpDirectResponse;
import dev.weft.api.virtualservice.reply.HttpRedirect;
import dev.weft.api.virtualservice.reply.RedirectPort;
import dev.weft.compiler.plan.CorsPlan;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.model.StringMatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Redirects, fixed answers, mirrors, rewrites and cross-origin policy of a rule.
final class Actions {
  private Actions() {}

  /// Empty for a status that a proxy cannot redirect with.
  static Optional<RoutePlan.Action> redirect(HttpRedirect written, RouteContext context) {
    int status = written.redirectCode() == 0 ? 301 : written.redirectCode();
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
      return Optional.empty();
    }
    RoutePlan.RedirectPath path =
        !written.prefixRewrite().isEmpty()
            ? new RoutePlan.PrefixOfPath(written.prefixRewrite())
            : written.uri().isEmpty()
                ? new RoutePlan.SamePath()
                : new RoutePlan.WholePath(written.uri());
    return Optional.of(
        new RoutePlan.Redirect(
            status, written.scheme(), written.authority(), port(written, context), path));
  }

  /// The port to send the client to, without the scheme's own.
  private static OptionalInt port(HttpRedirect written, RouteContext context) {
    if (written.redirectPort().isEmpty()) {
      return OptionalInt.empty();
    }
    int port =
        switch (written.redirectPort().get()) {
          case RedirectPort.Port fixed -> fixed.value();
          case RedirectPort.DerivePort derived ->
              switch (derived.value()) {
                case FROM_REQUEST_PORT -> context.port();
                case FROM_PROTOCOL_DEFAULT -> 0;
              };
        };
    String scheme =
        !written.scheme().isEmpty() ? written.scheme() : context.tls() ? "https" : "http";
    boolean own = port == 80 && scheme.equals("http") || port == 443 && scheme.equals("https");
    return port == 0 || own ? OptionalInt.empty() : OptionalInt.of(port);
  }

  static RoutePlan.Action respond(HttpDirectResponse written) {
    String body =
        written
            .body()
            .map(text ->
                switch (text) {
                  case HttpBody.Text plain -> plain.value();
                  case HttpBody.Bytes encoded -> decode(encoded.value());
                })
            .orElse("");
    return new RoutePlan.Respond(written.status(), body);
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return base64;
    }
  }

  static RoutePlan.PathRewrite rewrite(Optional<HttpRewrite> written) {
    if (written.isEmpty()) {
      return new RoutePlan.KeepPath();
    }
    HttpRewrite rewrite = written.get();
    return rewrite
        .uriRegexRewrite()
        .<RoutePlan.PathRewrite>map(
            regex -> new RoutePlan.ReplaceRegex(regex.match(), regex.rewrite()))
        .orElseGet(() ->
            rewrite.uri().isEmpty()
                ? new RoutePlan.KeepPath()
                : new RoutePlan.ReplacePrefix(rewrite.uri()));
  }

  static List<RoutePlan.Mirror> mirrors(HttpRoute route, String namespace, RouteContext context) {
    List<RoutePlan.Mirror> mirrors = new ArrayList<>();
    route
        .mirror()
        .ifPresent(destination -> {
          double percent =
              route
                  .mirrorPercentage()
                  .map(Percent::value)
                  .or(() -> route.mirrorPercent().map(Integer::doubleValue))
                  .orElse(100.0);
          add(destination, percent, namespace, context, mirrors);
        });
    for (HttpMirrorPolicy mirror : route.mirrors()) {
      double percent = mirror.percentage().map(Percent::value).orElse(100.0);
      add(mirror.destination(), percent, namespace, context, mirrors);
    }
    return mirrors;
  }

  private static void add(
      Destination destination,
      double percent,
      String namespace,
      RouteContext context,
      List<RoutePlan.Mirror> into) {
    if (percent > 0) {
      into.add(
          new RoutePlan.Mirror(Destinations.cluster(destination, namespace, context), percent));
    }
  }

  static CorsPlan cors(CorsPolicy written) {
    List<StringMatch> origins = new ArrayList<>(written.allowOrigins());
    if (origins.isEmpty()) {
      written.allowOrigin().forEach(origin -> origins.add(new StringMatch.Exact(origin)));
    }
    return new CorsPlan(
        origins,
        written.allowMethods(),
        written.allowHeaders(),
        written.exposeHeaders(),
        written.maxAge().map(age -> Duration.ofSeconds(age.toSeconds())),
        written.allowCredentials(),
        written.unmatchedPreflights() != CorsPolicy.UnmatchedPreflights.IGNORE);
  }
}
