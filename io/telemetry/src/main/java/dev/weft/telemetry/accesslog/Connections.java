package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.match.Cidr;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Operators about the two connections: addresses, certificates, TLS.
final class Connections {
  private Connections() {}

  static Optional<Operator> named(String name) {
    return switch (name) {
      case "UPSTREAM_HOST" ->
          text((record, into) ->
              record.upstream().isPresent()
                  && address(
                      into,
                      record
                          .upstream()
                          .get()
                          .remote()
                          .orElse(record.upstream().get().endpoint().socket())));
      case "UPSTREAM_REMOTE_ADDRESS" ->
          optional(record -> record.upstream().flatMap(Record.Upstream::remote), Part.WHOLE);
      case "UPSTREAM_LOCAL_ADDRESS" ->
          optional(record -> record.upstream().flatMap(Record.Upstream::local), Part.WHOLE);
      case "DOWNSTREAM_LOCAL_ADDRESS" -> always(Connections::local, Part.WHOLE);
      case "DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT" -> always(Connections::local, Part.HOST);
      case "DOWNSTREAM_LOCAL_PORT" -> always(Connections::local, Part.PORT);
      case "DOWNSTREAM_REMOTE_ADDRESS" -> always(Connections::remote, Part.WHOLE);
      case "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT" -> always(Connections::remote, Part.HOST);
      case "DOWNSTREAM_REMOTE_PORT" -> always(Connections::remote, Part.PORT);
      case "DOWNSTREAM_DIRECT_REMOTE_ADDRESS" -> always(r -> r.arrival().direct(), Part.WHOLE);
      case "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT" ->
          always(r -> r.arrival().direct(), Part.HOST);
      case "REQUESTED_SERVER_NAME" -> peer(Peer::serverName);
      case "DOWNSTREAM_PEER_URI_SAN" ->
          peer(each -> {
            List<String> all = each.certificate().uriSans();
            return all.isEmpty() ? each.uriSan() : String.join(",", all);
          });
      case "DOWNSTREAM_PEER_DNS_SAN" ->
          peer(each -> String.join(",", each.certificate().dnsSans()));
      case "DOWNSTREAM_LOCAL_URI_SAN" -> peer(each -> each.certificate().localUriSan());
      case "DOWNSTREAM_PEER_SUBJECT" -> peer(each -> each.certificate().subject());
      case "DOWNSTREAM_PEER_ISSUER" -> peer(each -> each.certificate().issuer());
      case "DOWNSTREAM_PEER_CERT" -> peer(each -> encoded(each.certificate().pem()));
      case "DOWNSTREAM_PEER_FINGERPRINT_256" -> peer(each -> each.certificate().digest());
      case "DOWNSTREAM_TLS_VERSION" -> peer(each -> each.certificate().tlsVersion());
      case "DOWNSTREAM_TLS_CIPHER" -> peer(each -> each.certificate().cipherSuite());
      case "UPSTREAM_PEER_URI_SAN" -> upstream(Peer::uriSan);
      case "UPSTREAM_PEER_SUBJECT" -> upstream(each -> each.certificate().subject());
      case "UPSTREAM_PEER_ISSUER" -> upstream(each -> each.certificate().issuer());
      case "UPSTREAM_PEER_CERT" -> upstream(each -> encoded(each.certificate().pem()));
      case "UPSTREAM_LOCAL_URI_SAN" -> upstream(each -> each.certificate().localUriSan());
      case "UPSTREAM_TLS_VERSION" -> upstream(each -> each.certificate().tlsVersion());
      case "UPSTREAM_TLS_CIPHER" -> upstream(each -> each.certificate().cipherSuite());
      case "FILTER_CHAIN_NAME" ->
          text((record, into) -> Source.text(into, record.chain().map(Chain::name).orElse("")));
      default -> Optional.empty();
    };
  }

  private enum Part {
    WHOLE,
    HOST,
    PORT
  }

  /// Envoy shows an intercepted connection's original destination here.
  private static InetSocketAddress local(Record record) {
    return record.arrival().original();
  }

  private static InetSocketAddress remote(Record record) {
    return record.arrival().remote();
  }

  private static Optional<Operator> always(Function<Record, InetSocketAddress> which, Part part) {
    return optional(record -> Optional.of(which.apply(record)), part);
  }

  private static Optional<Operator> optional(
      Function<Record, Optional<InetSocketAddress>> which, Part part) {
    Source source =
        (record, into) -> {
          Optional<InetSocketAddress> found = which.apply(record);
          return found.isPresent()
              && switch (part) {
                case WHOLE -> address(into, found.get());
                case HOST -> Source.text(into, host(found.get()));
                case PORT -> Source.number(into, found.get().getPort());
              };
        };
    return Optional.of(part == Part.PORT ? Operator.number(source) : Operator.text(source));
  }

  private static Optional<Operator> peer(Function<Peer, String> which) {
    return text((record, into) -> Source.text(into, which.apply(record.peer())));
  }

  private static Optional<Operator> upstream(Function<Peer, String> which) {
    return text((record, into) ->
        Source.text(into, record.upstream().flatMap(Record.Upstream::peer).map(which).orElse("")));
  }

  /// PEM in one word: what is not safe in a URL is written as `%XX`.
  private static String encoded(String pem) {
    StringBuilder text = new StringBuilder(pem.length() + 64);
    for (int i = 0; i < pem.length(); i++) {
      char c = pem.charAt(i);
      switch (c) {
        case '\n' -> text.append("%0A");
        case ' ' -> text.append("%20");
        case '+' -> text.append("%2B");
        case '/' -> text.append("%2F");
        case '=' -> text.append("%3D");
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean address(StringBuilder into, InetSocketAddress address) {
    String host = host(address);
    if (host.indexOf(':') >= 0) {
      into.append('[').append(host).append(']');
    } else {
      into.append(host);
    }
    into.append(':').append(address.getPort());
    return true;
  }

  private static String host(InetSocketAddress address) {
    return address.isUnresolved() ? address.getHostString() : Cidr.text(address.getAddress());
  }

  private static Optional<Operator> text(Source source) {
    return Optional.of(Operator.text(source));
  }
}
