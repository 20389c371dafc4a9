package dev.weft.agent.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.weft.capture.dns.Answer;
import dev.weft.capture.dns.Fact;
import dev.weft.capture.dns.MeshNames;
import dev.weft.capture.dns.Question;
import dev.weft.xds.names.proto.NameTable;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NameTablesTest {
  private final NameTables tables =
      new NameTables(
          new MeshNames.Place("shop", "svc.cluster.local", List.of("shop.svc.cluster.local")));

  private static Any table(String host, String address) {
    return Any.newBuilder()
        .setTypeUrl(NameTables.TYPE_URL)
        .setValue(
            NameTable.newBuilder()
                .putTable(
                    host,
                    NameTable.NameInfo.newBuilder()
                        .addIps(address)
                        .setRegistry("Kubernetes")
                        .setShortname("echo")
                        .setNamespace("shop")
                        .build())
                .build()
                .toByteString())
        .build();
  }

  private Answer ask(String name) {
    return tables.answer(new Question(name, Question.Type.A));
  }

  @Test
  void nothingIsAnsweredBeforeTheFirstTable() {
    assertThat(ask("echo")).isInstanceOf(Answer.Unready.class);
    assertThat(tables.ready()).isFalse();
    assertThat(tables.take(List.of())).isEmpty();
    assertThat(tables.ready()).isFalse();
  }

  @Test
  void theLastTableIsTheOneThatCounts() {
    assertThat(tables.typeUrl()).isEqualTo("type.googleapis.com/istio.networking.nds.v1.NameTable");
    assertThat(tables.take(List.of(table("echo.shop.svc.cluster.local", "10.96.0.1")))).isEmpty();
    assertThat(ask("echo.shop"))
        .isEqualTo(Answer.known(List.of(new Fact.Address("echo.shop", "10.96.0.1"))));
    assertThat(ask("example.com")).isInstanceOf(Answer.Foreign.class);
    tables.take(List.of(table("echo.shop.svc.cluster.local", "10.96.0.2")));
    assertThat(ask("echo.shop.svc.cluster.local").toString()).contains("10.96.0.2");
    assertThat(tables.table()).containsEntry("echo", List.of("10.96.0.2"));
  }

  @Test
  void aBrokenTableIsRefusedAndTheOneBeforeStays() {
    tables.take(List.of(table("echo.shop.svc.cluster.local", "10.96.0.1")));
    Any broken = Any.newBuilder().setValue(ByteString.copyFromUtf8("\u0001broken")).build();
    assertThat(tables.take(List.of(broken)).orElseThrow()).contains("not a name table");
    assertThat(ask("echo.shop").toString()).contains("10.96.0.1");
  }

  @Test
  void theResolversFileIsReadAsTheResolverDoes() {
    ResolverFile file =
        ResolverFile.parse(
            "# comment\n"
                + "search a b\n"
                + "nameserver 10.96.0.10\n"
                + "search shop.svc.cluster.local  svc.cluster.local\n"
                + "nameserver fd00::a\n"
                + "options ndots:5\n");
    assertThat(file.servers()).containsExactly("10.96.0.10", "fd00::a");
    assertThat(file.search()).containsExactly("shop.svc.cluster.local", "svc.cluster.local");
    assertThat(ResolverFile.server("10.0.0.1")).isEqualTo(new InetSocketAddress("10.0.0.1", 53));
    assertThat(ResolverFile.server("10.0.0.1:5300").getPort()).isEqualTo(5300);
    assertThat(ResolverFile.server("[fd00::a]:54").getPort()).isEqualTo(54);
    assertThat(ResolverFile.server("fd00::a").getPort()).isEqualTo(53);
    assertThatThrownBy(() -> ResolverFile.server("dns.example"))
        .hasMessageContaining("dns.example");
  }
}
