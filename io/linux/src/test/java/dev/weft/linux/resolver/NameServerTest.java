package dev.weft.linux.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.capture.dns.Answer;
import dev.weft.capture.dns.Fact;
import dev.weft.capture.dns.Names;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// A name server over real sockets, asked by a library's client.
class NameServerTest {
  private static final PrintStream LOG = System.err;
  private final List<NameServer> servers = new ArrayList<>();

  private NameServer start(Names names, Upstream upstream) throws IOException {
    NameServer server =
        NameServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> names, upstream, LOG);
    servers.add(server);
    return server;
  }

  @AfterEach
  void stop() {
    servers.forEach(NameServer::close);
  }

  private static Message ask(NameServer server, String name, int type, boolean tcp)
      throws IOException {
    SimpleResolver client = new SimpleResolver(server.address());
    client.setTCP(tcp);
    client.setIgnoreTruncation(true);
    client.setEDNS(-1);
    client.setTimeout(Duration.ofSeconds(60));
    return client.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private static Names many(int count) {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      facts.add(new Fact.Address("big.example", "10.0." + i / 250 + "." + (i % 250 + 1)));
    }
    return question -> Answer.known(facts);
  }

  @Test
  void anAddressIsAnsweredOverBothCarriers() throws IOException {
    NameServer server =
        start(
            question -> Answer.known(List.of(new Fact.Address(question.name(), "10.1.2.3"))),
            Upstream.NONE);
    for (boolean tcp : new boolean[] {false, true}) {
      Message answer = ask(server, "Web.Example.", Type.A, tcp);
      assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(answer.getSection(Section.ANSWER))
          .singleElement()
          .satisfies(record -> {
            assertThat(record.rdataToString()).isEqualTo("10.1.2.3");
            assertThat(record.getName().toString()).isEqualTo("Web.Example.");
            assertThat(record.getTTL()).isEqualTo(30);
          });
    }
  }

  @Test
  void everySortOfFactHasItsRecord() throws IOException {
    NameServer server =
        start(
            question ->
                new Answer.Known(
                    List.of(
                        new Fact.Alias(question.name(), "b.example"),
                        new Fact.Address("b.example", "fd00::1"),
                        new Fact.Port("_p._tcp.b.example", 0, 100, 80, "b.example"),
                        new Fact.Pointer("1.in-addr.arpa", "b.example")),
                    List.of(new Fact.Address("c.example", "10.0.0.1"))),
            Upstream.NONE);
    Message answer = ask(server, "a.example.", Type.AAAA, false);
    assertThat(answer.getSection(Section.ANSWER).getFirst().getType()).isEqualTo(Type.CNAME);
    assertThat(answer.getSection(Section.ANSWER))
        .extracting(Record::getType)
        .containsExactlyInAnyOrder(Type.CNAME, Type.AAAA, Type.SRV, Type.PTR);
    assertThat(answer.getSection(Section.ADDITIONAL)).hasSize(1);
  }

  @Test
  void absenceAndIgnoranceAreDifferentErrors() throws IOException {
    assertThat(
            ask(start(q -> new Answer.Absent(), Upstream.NONE), "x.y.", Type.A, false).getRcode())
        .isEqualTo(Rcode.NXDOMAIN);
    assertThat(
            ask(start(q -> new Answer.Unready(), Upstream.NONE), "x.y.", Type.A, false).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
    Message empty = ask(start(q -> Answer.known(List.of()), Upstream.NONE), "x.y.", Type.A, false);
    assertThat(empty.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(empty.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void whatIsForeignIsAskedElsewhere() throws IOException {
    NameServer other =
        start(q -> Answer.known(List.of(new Fact.Address(q.name(), "192.0.2.1"))), Upstream.NONE);
    Upstream upstream = new Upstream(List.of(other.address()), Duration.ofSeconds(60));
    NameServer server = start(q -> new Answer.Foreign(), upstream);
    for (boolean tcp : new boolean[] {false, true}) {
      assertThat(ask(server, "example.org.", Type.A, tcp).getSection(Section.ANSWER)).hasSize(1);
    }
    NameServer alias =
        start(q -> new Answer.Elsewhere(new Fact.Alias(q.name(), "example.org")), upstream);
    assertThat(ask(alias, "out.svc.", Type.A, false).getSection(Section.ANSWER))
        .extracting(Record::rdataToString)
        .containsExactly("example.org.", "192.0.2.1");
  }

  @Test
  void nobodyToAskIsAFailureThatIsSaid() throws IOException {
    NameServer server = start(q -> new Answer.Foreign(), Upstream.NONE);
    assertThat(ask(server, "example.org.", Type.A, false).getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void aLongAnswerIsCutOverUdpAndWholeOverTcp() throws IOException {
    NameServer server = start(many(300), Upstream.NONE);
    Message cut = ask(server, "big.example.", Type.A, false);
    assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
    Message whole = ask(server, "big.example.", Type.A, true);
    assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(whole.getSection(Section.ANSWER)).hasSize(300);
  }

  @Test
  void rubbishIsRefusedAndTheServerGoesOn() throws IOException {
    NameServer server = start(many(1), Upstream.NONE);
    byte[] rubbish = new byte[40];
    rubbish[0] = 7;
    rubbish[1] = 9;
    rubbish[5] = 9;
    java.util.Arrays.fill(rubbish, 12, 40, (byte) 0xc0);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(60_000);
      socket.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, server.address()));
      socket.send(new DatagramPacket(rubbish, rubbish.length, server.address()));
      DatagramPacket reply = new DatagramPacket(new byte[512], 512);
      socket.receive(reply);
      Message answer = new Message(java.util.Arrays.copyOf(reply.getData(), reply.getLength()));
      assertThat(answer.getRcode()).isEqualTo(Rcode.FORMERR);
      assertThat(answer.getHeader().getID()).isEqualTo(7 << 8 | 9);
    }
    assertThat(ask(server, "big.example.", Type.A, false).getRcode()).isEqualTo(Rcode.NOERROR);
  }
}
