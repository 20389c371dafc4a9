package dev.weft.compiler.authorization;

import dev.weft.api.authorizationpolicy.Condition;
import dev.weft.api.authorizationpolicy.Source;
import dev.weft.compiler.plan.MetadataMatch;
import dev.weft.compiler.plan.Principal;
import dev.weft.compiler.plan.TextMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Conditions on who calls.
final class Callers {
  private static final String JWT = "envoy.filters.http.jwt_authn";

  private final Aliases aliases;
  private final String namespace;

  /// @param namespace of the policy
  Callers(Aliases aliases, String namespace) {
    this.aliases = aliases;
    this.namespace = namespace;
  }

  List<Part<Principal>> of(Source source) {
    return List.of(
        principals(source.principals(), source.notPrincipals()),
        requestPrincipals(source.requestPrincipals(), source.notRequestPrincipals()),
        accounts(source.serviceAccounts(), source.notServiceAccounts()),
        trustDomains(source.trustDomains(), source.notTrustDomains()),
        namespaces(source.namespaces(), source.notNamespaces()),
        some(source.remoteIpBlocks(), source.notRemoteIpBlocks(), Principal.ClientAddress::new),
        some(source.ipBlocks(), source.notIpBlocks(), Principal.DirectAddress::new));
  }

  /// Empty when the condition is not about the caller.
  Optional<Part<Principal>> of(Condition when) {
    List<String> values = when.values();
    List<String> others = when.notValues();
    return switch (when.key()) {
      case "source.ip" -> Optional.of(some(values, others, Principal.DirectAddress::new));
      case "remote.ip" -> Optional.of(some(values, others, Principal.ClientAddress::new));
      case "source.namespace" -> Optional.of(namespaces(values, others));
      case "source.trustDomain" -> Optional.of(trustDomains(values, others));
      case "source.serviceAccount" -> Optional.of(accounts(values, others));
      case "source.principal" -> Optional.of(principals(values, others));
      case "request.auth.principal" -> Optional.of(requestPrincipals(values, others));
      case "request.auth.audiences" -> Optional.of(claims(List.of("aud"), values, others));
      case "request.auth.presenter" -> Optional.of(claims(List.of("azp"), values, others));
      default -> {
        List<String> names = Brackets.names(when.key());
        if (when.key().startsWith("request.headers[")) {
          String header =
              when.key().substring("request.headers[".length(), when.key().length() - 1);
          yield Optional.of(
              some(values, others, value -> new Principal.Header(header, header(value)))
                  .ofRequests());
        }
        yield when.key().startsWith("request.auth.claims[")
            ? Optional.of(claims(names, values, others))
            : Optional.empty();
      }
    };
  }

  /// A header's value; any value will do for `*`.
  static Optional<TextMatch> header(String value) {
    return value.equals("*") ? Optional.empty() : Optional.of(Texts.of(value));
  }

  private Part<Principal> principals(List<String> values, List<String> others) {
    return peers(aliases.principals(values), aliases.principals(others), Texts::principal);
  }

  private Part<Principal> trustDomains(List<String> values, List<String> others) {
    return peers(aliases.trustDomains(values), aliases.trustDomains(others), Texts::trustDomain);
  }

  private Part<Principal> accounts(List<String> values, List<String> others) {
    return peers(values, others, value -> Texts.serviceAccount(value, namespace));
  }

  private static Part<Principal> namespaces(List<String> values, List<String> others) {
    return peers(values, others, Texts::namespace);
  }

  private static Part<Principal> peers(
      List<String> values, List<String> others, Function<String, TextMatch> text) {
    return some(values, others, value -> new Principal.Peer(text.apply(value)));
  }

  private static Part<Principal> some(
      List<String> values, List<String> others, Function<String, Principal> compared) {
    return Part.of(values, others, compared, Principal.Some::new);
  }

  private static Part<Principal> claims(
      List<String> names, List<String> values, List<String> others) {
    List<String> path = new ArrayList<>(List.of("payload"));
    path.addAll(names);
    return new Part<>(true, claim(path, values), claim(path, others));
  }

  private static Optional<Principal> claim(List<String> path, List<String> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Principal.Attribute(
                new MetadataMatch(
                    JWT,
                    path,
                    values.stream()
                        .map(value -> new MetadataMatch.Value(Texts.of(value), false))
                        .toList(),
                    MetadataMatch.Shape.TEXT_OR_LIST)));
  }

  /// `ISSUER/SUBJECT` of a token.
  private static Part<Principal> requestPrincipals(List<String> values, List<String> others) {
    return new Part<>(true, tokens(values), tokens(others));
  }

  private static Optional<Principal> tokens(List<String> values) {
    List<Principal> all = values.stream().map(Callers::token).toList();
    return switch (all.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(all.getFirst());
      default -> Optional.of(new Principal.Some(all));
    };
  }

  /// The last slash parts them, for an issuer may be a URL. A `*` stands at one end of the whole.
  private static Principal token(String value) {
    int slash = value.lastIndexOf('/');
    String issuer = slash < 0 ? value : value.substring(0, slash);
    String subject = slash < 0 ? "" : value.substring(slash + 1);
    if (value.equals("*")) {
      return token(TextMatch.PRESENT, TextMatch.PRESENT);
    }
    if (value.startsWith("*")) {
      return slash < 0
          ? token(TextMatch.PRESENT, TextMatch.suffix(value.substring(1)))
          : token(Texts.of(issuer), TextMatch.exact(subject));
    }
    if (value.endsWith("*")) {
      return slash < 0
          ? token(TextMatch.prefix(value.substring(0, value.length() - 1)), TextMatch.PRESENT)
          : token(TextMatch.exact(issuer), Texts.of(subject));
    }
    return token(TextMatch.exact(issuer), TextMatch.exact(subject));
  }

  private static Principal token(TextMatch issuer, TextMatch subject) {
    return new Principal.All(List.of(claim("iss", issuer), claim("sub", subject)));
  }

  private static Principal claim(String name, TextMatch text) {
    return new Principal.Attribute(
        new MetadataMatch(
            JWT,
            List.of("payload", name),
            List.of(new MetadataMatch.Value(text, false)),
            MetadataMatch.Shape.AS_WRITTEN));
  }
}
