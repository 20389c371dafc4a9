package dev.weft.linux.resolver;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import dev.weft.capture.dns.Fact;
import dev.weft.capture.dns.Question;
import java.net.InetAddress;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Between values and messages on the wire.
final class Wire {
  /// How long a client may keep an answer: as long as Istio's agent says.
  static final long LIFE_SECONDS = 30;

  private Wire() {}

  static Question question(Record asked) {
    return new Question(asked.getName().toString(true), type(asked.getType()));
  }

  private static Question.Type type(int type) {
    return switch (type) {
      case Type.A -> Question.Type.A;
      case Type.AAAA -> Question.Type.AAAA;
      case Type.SRV -> Question.Type.SRV;
      case Type.PTR -> Question.Type.PTR;
      case Type.CNAME -> Question.Type.CNAME;
      default -> Question.Type.OTHER;
    };
  }

  /// @param asked as the client wrote its question: it compares names letter by letter
  /// @throws TextParseException for a name that cannot be on the wire
  static Record fact(Fact fact, Name asked) throws TextParseException {
    Name written = name(fact.name());
    Name owner = written.equals(asked) ? asked : written;
    return switch (fact) {
      case Fact.Address(String _, String text) -> address(owner, text);
      case Fact.Alias(String _, String target) ->
          new CNAMERecord(owner, DClass.IN, LIFE_SECONDS, name(target));
      case Fact.Port(String _, int priority, int weight, int port, String target) ->
          new SRVRecord(owner, DClass.IN, LIFE_SECONDS, priority, weight, port, name(target));
      case Fact.Pointer(String _, String target) ->
          new PTRRecord(owner, DClass.IN, LIFE_SECONDS, name(target));
    };
  }

  private static Record address(Name owner, String text) {
    InetAddress address = Cidr.literal(text).orElseThrow();
    return Family.of(text) == Family.IPV4
        ? new ARecord(owner, DClass.IN, LIFE_SECONDS, address)
        : new AAAARecord(owner, DClass.IN, LIFE_SECONDS, address);
  }

  private static Name name(String text) throws TextParseException {
    return Name.fromString(text + ".");
  }
}
