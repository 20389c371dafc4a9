package dev.weft.graph.edit;

import dev.weft.graph.match.Cidr;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A header value with command operators, such as `%REQ(x-user?x-account)%`.
public final class Template {
  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Operator(Operation operation) implements Part {}

    /// @param other looked at when the first is absent; may be empty
    /// @param limit of characters, or -1
    record Request(String name, String other, int limit) implements Part {}
  }

  private enum Operation {
    DOWNSTREAM_REMOTE_ADDRESS,
    DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_REMOTE_PORT,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS,
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_LOCAL_ADDRESS,
    DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT,
    DOWNSTREAM_LOCAL_PORT,
    DOWNSTREAM_PEER_URI_SAN,
    DOWNSTREAM_LOCAL_URI_SAN,
    DOWNSTREAM_PEER_SUBJECT,
    DOWNSTREAM_PEER_FINGERPRINT_256,
    DOWNSTREAM_TLS_VERSION,
    DOWNSTREAM_TLS_CIPHER,
    REQUESTED_SERVER_NAME,
    PROTOCOL
  }

  /// Compiles a value.
  ///
  /// @throws IllegalArgumentException with a cause for the operator when an operator is unknown or
  ///   badly formed
  public static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '%') {
        literal.append(c);
        at++;
      } else if (text.startsWith("%%", at)) {
        literal.append('%');
        at += 2;
      } else {
        int end = closing(text, at + 1);
        if (end < 0) {
          throw new IllegalArgumentException(
              "'" + text + "' has a '%' that neither begins nor ends a command operator");
        }
        if (!literal.isEmpty()) {
          parts.add(new Part.Literal(literal.toString()));
          literal.setLength(0);
        }
        parts.add(operator(text.substring(at + 1, end)));
        at = end + 1;
      }
    }
    if (!literal.isEmpty() || parts.isEmpty()) {
      parts.add(new Part.Literal(literal.toString()));
    }
    return new Template(parts);
  }

  private static int closing(String text, int from) {
    int open = text.indexOf('(', from);
    int end = text.indexOf('%', from);
    if (open >= 0 && open < end) {
      int close = text.indexOf(')', open);
      return close < 0 ? -1 : text.indexOf('%', close);
    }
    return end;
  }

  private static Part operator(String command) {
    if (command.startsWith("REQ(")) {
      int close = command.indexOf(')');
      String names = command.substring(4, close);
      int limit = -1;
      if (close + 1 < command.length()) {
        try {
          limit = Integer.parseInt(command.substring(close + 2));
        } catch (NumberFormatException | IndexOutOfBoundsException notALength) {
          throw new IllegalArgumentException("'%" + command + "%' has a length that is no number");
        }
      }
      int question = names.indexOf('?');
      return new Part.Request(
          (question < 0 ? names : names.substring(0, question)).toLowerCase(Locale.ROOT),
          question < 0 ? "" : names.substring(question + 1).toLowerCase(Locale.ROOT),
          limit);
    }
    for (Operation operation : Operation.values()) {
      if (operation.name().equals(command)) {
        return new Part.Operator(operation);
      }
    }
    throw new IllegalArgumentException(
        "command operator '%" + command + "%' is unknown or not known when a request arrives");
  }

  /// Whether the value is the same for every request.
  public boolean constant() {
    return parts.size() == 1 && parts.get(0) instanceof Part.Literal;
  }

  /// The value for one request; an operator without value yields nothing at all, as in Envoy's
  /// header edits.
  public String text(Facts facts) {
    if (parts.size() == 1) {
      return text(parts.get(0), facts);
    }
    StringBuilder all = new StringBuilder();
    for (Part part : parts) {
      all.append(text(part, facts));
    }
    return all.toString();
  }

  private static String text(Part part, Facts facts) {
    return switch (part) {
      case Part.Literal literal -> literal.text();
      case Part.Operator operator -> text(operator.operation(), facts);
      case Part.Request request -> {
        String value = facts.head().header(request.name());
        if (value == null && !request.other().isEmpty()) {
          value = facts.head().header(request.other());
        }
        yield value == null
            ? ""
            : request.limit() >= 0 && value.length() > request.limit()
                ? value.substring(0, request.limit())
                : value;
      }
    };
  }

  private static String text(Operation operation, Facts facts) {
    return switch (operation) {
      case DOWNSTREAM_REMOTE_ADDRESS -> whole(facts.arrival().remote());
      case DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT -> host(facts.arrival().remote());
      case DOWNSTREAM_REMOTE_PORT -> Integer.toString(facts.arrival().remote().getPort());
      case DOWNSTREAM_DIRECT_REMOTE_ADDRESS -> whole(facts.arrival().direct());
      case DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT -> host(facts.arrival().direct());
      case DOWNSTREAM_LOCAL_ADDRESS -> whole(facts.arrival().original());
      case DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT -> host(facts.arrival().original());
      case DOWNSTREAM_LOCAL_PORT -> Integer.toString(facts.arrival().original().getPort());
      case DOWNSTREAM_PEER_URI_SAN -> facts.peer().uriSan();
      case DOWNSTREAM_LOCAL_URI_SAN -> facts.peer().certificate().localUriSan();
      case DOWNSTREAM_PEER_SUBJECT -> facts.peer().certificate().subject();
      case DOWNSTREAM_PEER_FINGERPRINT_256 -> facts.peer().certificate().digest();
      case DOWNSTREAM_TLS_VERSION -> facts.peer().certificate().tlsVersion();
      case DOWNSTREAM_TLS_CIPHER -> facts.peer().certificate().cipherSuite();
      case REQUESTED_SERVER_NAME -> facts.peer().serverName();
      case PROTOCOL -> facts.head().protocol();
    };
  }

  private static String host(InetSocketAddress address) {
    return address.getAddress() == null ? address.getHostString() : Cidr.text(address.getAddress());
  }

  private static String whole(InetSocketAddress address) {
    String host = host(address);
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
