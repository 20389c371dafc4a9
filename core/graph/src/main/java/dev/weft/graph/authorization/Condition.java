package dev.weft.graph.authorization;

import dev.weft.graph.match.Cidr;
import dev.weft.graph.match.HeaderMatch;
import dev.weft.graph.match.Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// A compiled permission or principal.
public sealed interface Condition {
  boolean holds(Subject subject);

  record Always(boolean value) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return value;
    }
  }

  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean holds(Subject subject) {
      for (Condition condition : conditions) {
        if (!condition.holds(subject)) {
          return false;
        }
      }
      return true;
    }
  }

  record Some(List<Condition> conditions) implements Condition {
    public Some {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean holds(Subject subject) {
      for (Condition condition : conditions) {
        if (condition.holds(subject)) {
          return true;
        }
      }
      return false;
    }
  }

  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return !condition.holds(subject);
    }
  }

  record Header(HeaderMatch match) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return subject.head().isPresent() && match.matches(subject.head().get());
    }
  }

  /// The path without its query.
  record Path(Text match) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      if (subject.head().isEmpty()) {
        return false;
      }
      String path = subject.head().get().path();
      int end = path.length();
      int query = path.indexOf('?');
      int fragment = path.indexOf('#');
      end = query >= 0 ? Math.min(end, query) : end;
      end = fragment >= 0 ? Math.min(end, fragment) : end;
      return match.matches(path.substring(0, end));
    }
  }

  record ServerName(Text match) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      return match.matches(subject.peer().serverName());
    }
  }

  /// A verified certificate, with a name that matches: the first kind of name it has of URI, DNS
  /// and subject is what counts.
  record Authenticated(Optional<Text> name) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      var certificate = subject.peer().certificate();
      if (!certificate.presented() && subject.peer().uriSan().isEmpty()) {
        return false;
      }
      if (name.isEmpty()) {
        return true;
      }
      if (!certificate.uriSans().isEmpty()) {
        return certificate.uriSans().stream().anyMatch(name.get()::matches);
      }
      if (!subject.peer().uriSan().isEmpty()) {
        return name.get().matches(subject.peer().uriSan());
      }
      return certificate.dnsSans().isEmpty()
          ? name.get().matches(certificate.subject())
          : certificate.dnsSans().stream().anyMatch(name.get()::matches);
    }
  }

  /// Which address of the connection.
  enum Place {
    DESTINATION,
    DIRECT_SOURCE,
    CLIENT
  }

  record Within(Place place, Cidr range) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      InetSocketAddress address =
          switch (place) {
            case DESTINATION -> subject.arrival().original();
            case DIRECT_SOURCE -> subject.arrival().direct();
            case CLIENT -> subject.client();
          };
      InetAddress ip = address.getAddress();
      return ip != null && range.contains(ip);
    }
  }

  /// A destination port from `start` to before `end`.
  record Port(int start, int end) implements Condition {
    @Override
    public boolean holds(Subject subject) {
      int port = subject.arrival().original().getPort();
      return port >= start && port < end;
    }
  }
}
