package dev.weft.linux.resolver;

import dev.weft.capture.dns.Answer;
import dev.weft.capture.dns.Fact;
import dev.weft.capture.dns.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/// Turns one message into the one that answers it.
///
/// @param names whom to ask now; may differ from question to question
/// @param upstream whom to ask for what `names` does not know
record Responder(Supplier<Names> names, Upstream upstream, RandomGenerator random) {
  /// A datagram without the extension of RFC 6891 has at most this size.
  private static final int PLAIN_LIMIT_BYTES = 512;

  private static final int STREAM_LIMIT_BYTES = 65535;

  /// How a message came.
  enum Carrier {
    DATAGRAM,
    STREAM
  }

  /// The bytes to send back; empty for what is no question at all and gets no answer.
  byte[] respond(byte[] bytes, Carrier carrier) {
    Message query;
    try {
      query = new Message(bytes);
    } catch (IOException malformed) {
      return malformed(bytes);
    }
    if (query.getHeader().getFlag(Flags.QR)) {
      return new byte[0];
    }
    Record asked = query.getQuestion();
    if (query.getHeader().getOpcode() != Opcode.QUERY || asked == null) {
      return bounded(failure(query, Rcode.NOTIMP), query, carrier);
    }
    return switch (names.get().answer(Wire.question(asked))) {
      case Answer.Known known -> bounded(known(query, known), query, carrier);
      case Answer.Absent _ -> bounded(failure(query, Rcode.NXDOMAIN), query, carrier);
      case Answer.Unready _ -> bounded(failure(query, Rcode.SERVFAIL), query, carrier);
      case Answer.Elsewhere elsewhere -> bounded(followed(query, elsewhere), query, carrier);
      case Answer.Foreign _ -> forwarded(query, bytes, carrier);
    };
  }

  /// Of a message that cannot be read, only the identifier is known.
  private static byte[] malformed(byte[] bytes) {
    if (bytes.length < 12) {
      return new byte[0];
    }
    Header header = new Header((bytes[0] & 0xff) << 8 | bytes[1] & 0xff);
    header.setFlag(Flags.QR);
    header.setRcode(Rcode.FORMERR);
    return header.toWire();
  }

  private Message known(Message query, Answer.Known known) {
    Message reply = reply(query);
    reply.getHeader().setFlag(Flags.AA);
    return filled(reply, known.facts(), known.alsoOf());
  }

  private Message filled(Message reply, List<Fact> facts, List<Fact> also) {
    try {
      for (Fact fact : shuffled(facts)) {
        reply.addRecord(Wire.fact(fact, reply.getQuestion().getName()), Section.ANSWER);
      }
      for (Fact fact : also) {
        reply.addRecord(Wire.fact(fact, reply.getQuestion().getName()), Section.ADDITIONAL);
      }
      return reply;
    } catch (TextParseException unspeakable) {
      return failure(reply, Rcode.SERVFAIL);
    }
  }

  /// Aliases stay first; addresses change places, because many clients take the first one.
  private List<Fact> shuffled(List<Fact> facts) {
    List<Fact> first = new ArrayList<>();
    List<Fact> rest = new ArrayList<>();
    facts.forEach(fact -> (fact instanceof Fact.Alias ? first : rest).add(fact));
    Collections.shuffle(rest, random);
    first.addAll(rest);
    return first;
  }

  private Message followed(Message query, Answer.Elsewhere elsewhere) {
    Message reply = filled(reply(query), List.of(elsewhere.alias()), List.of());
    try {
      Record target =
          Record.newRecord(
              org.xbill.DNS.Name.fromString(elsewhere.alias().target() + "."),
              query.getQuestion().getType(),
              query.getQuestion().getDClass());
      Message answer = new Message(upstream.datagram(Message.newQuery(target).toWire()));
      answer.getSection(Section.ANSWER).forEach(each -> reply.addRecord(each, Section.ANSWER));
      return reply;
    } catch (IOException unanswered) {
      return failure(query, Rcode.SERVFAIL);
    }
  }

  private byte[] forwarded(Message query, byte[] bytes, Carrier carrier) {
    try {
      return switch (carrier) {
        case DATAGRAM -> upstream.datagram(bytes);
        case STREAM -> upstream.stream(bytes);
      };
    } catch (IOException unanswered) {
      return bounded(failure(query, Rcode.SERVFAIL), query, carrier);
    }
  }

  private static Message reply(Message query) {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    if (query.getHeader().getFlag(Flags.RD)) {
      reply.getHeader().setFlag(Flags.RD);
    }
    reply.getHeader().setFlag(Flags.RA);
    Record asked = query.getQuestion();
    if (asked != null) {
      reply.addRecord(asked, Section.QUESTION);
    }
    return reply;
  }

  private static Message failure(Message query, int code) {
    Message reply = reply(query);
    reply.getHeader().setRcode(code);
    return reply;
  }

  private static byte[] bounded(Message reply, Message query, Carrier carrier) {
    OPTRecord extension = query.getOPT();
    int limit =
        switch (carrier) {
          case STREAM -> STREAM_LIMIT_BYTES;
          case DATAGRAM ->
              extension == null
                  ? PLAIN_LIMIT_BYTES
                  : Math.max(PLAIN_LIMIT_BYTES, extension.getPayloadSize());
        };
    if (extension != null) {
      reply.addRecord(new OPTRecord(limit, 0, 0), Section.ADDITIONAL);
    }
    return reply.toWire(limit);
  }
}
