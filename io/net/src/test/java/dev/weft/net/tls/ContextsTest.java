package dev.weft.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.graph.exchange.Peer;
import dev.weft.graph.match.Text;
import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.PeerValidation;
import dev.weft.graph.tls.Pem;
import dev.weft.graph.tls.SanMatch;
import dev.weft.graph.tls.Secret;
import dev.weft.graph.tls.SecretCell;
import dev.weft.graph.tls.ServerTls;
import dev.weft.graph.tls.TlsParameters;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.net.peek.Peek;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Svid;
import dev.weft.pki.Template;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ContextsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final TrustDomain DOMAIN = new TrustDomain("cluster.local");
  private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("127.0.0.1", 9);
  private static final Authority OURS = authority();
  private static final Authority THEIRS = authority();

  private final Contexts contexts = new Contexts();

  @AfterEach
  void close() {
    contexts.close();
  }

  static Authority authority() {
    return authority(DOMAIN);
  }

  static Authority authority(TrustDomain domain) {
    return Authority.selfSigned(domain, Algorithm.ECDSA_P256, Instant.now(), RANDOM);
  }

  static Secret.KeyPair pair(Authority by, String account) {
    return pair(by, DOMAIN, account);
  }

  static Secret.KeyPair pair(Authority by, TrustDomain domain, String account) {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    Instant now = Instant.now();
    List<X509Certificate> chain =
        by.sign(
            Template.svid(
                key.publicKey(),
                new Identity(domain, "default", account),
                now.minusSeconds(5),
                now.plus(Duration.ofHours(1))),
            RANDOM);
    Svid svid = Svid.of(key, chain).orElseThrow();
    return new Secret.KeyPair(new Pem.Inline(svid.chainPem()), new Pem.Inline(key.pem()));
  }

  private static final TrustDomain THERE = new TrustDomain("there");
  private static final Authority OF_THERE = authority(THERE);

  /// Signs for `there` although its root is a root of `cluster.local` alone.
  private static final Authority FORGER = authority(THERE);

  /// The roots of `cluster.local`, the forger's among them, and of `there`.
  static Secret.Validation byDomain() {
    return new Secret.Validation(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(
            "cluster.local", new Pem.Inline(OURS.bundle().pem() + "\n" + FORGER.bundle().pem()),
            "there", new Pem.Inline(OF_THERE.bundle().pem())));
  }

  static Secret.Validation roots(Authority authority) {
    return new Secret.Validation(
        Optional.of(new Pem.Inline(authority.bundle().pem())),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static PeerValidation trusting(Authority authority, String... sans) {
    List<SanMatch> names =
        java.util.Arrays.stream(sans)
            .map(san -> new SanMatch(SanMatch.Kind.URI, new Text.Exact(san, false)))
            .toList();
    return new PeerValidation(
        Optional.of(SecretCell.fixed("ROOTCA", roots(authority))), names, false);
  }

  private static ServerTls server(SecretCell certificate, PeerValidation validation) {
    return new ServerTls(
        List.of(certificate), validation, List.of("h2", "http/1.1"), TlsParameters.DEFAULT, true);
  }

  private static ClientTls client(SecretCell certificate, PeerValidation validation) {
    return new ClientTls(
        "", List.of(certificate), validation, List.of(), TlsParameters.DEFAULT, "", false);
  }

  private static SecretCell cell(Authority by, String account) {
    return SecretCell.fixed("default", pair(by, account));
  }

  /// Runs a handshake and hands both handlers over while they are open.
  private void handshake(
      ServerTls server,
      ClientTls client,
      String name,
      java.util.function.BiConsumer<SslHandler, SslHandler> then)
      throws SSLException {
    ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    SslHandler at = contexts.server(server, name, allocator);
    SslHandler from =
        contexts.client(client, List.of("istio-http/1.1", "h2"), name, 443, allocator);
    EmbeddedChannel near = new EmbeddedChannel();
    EmbeddedChannel far = new EmbeddedChannel();
    far.pipeline().addLast(at);
    near.pipeline().addLast(from);
    try {
      ByteBuf first = (ByteBuf) near.outboundMessages().peek();
      assertThat(Peek.at(first, new Peek.Wanted(true, false)).orElseThrow().serverName())
          .isEqualTo(name);
      for (int i = 0; i < 20; i++) {
        move(near, far);
        move(far, near);
      }
      then.accept(at, from);
    } finally {
      finish(near);
      finish(far);
    }
  }

  private static void move(EmbeddedChannel from, EmbeddedChannel to) {
    for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
      try {
        to.writeInbound(bytes);
      } catch (Exception refused) {
        // What the handshake's future says is what tests look at.
        assertThat(refused).isNotNull();
      }
    }
  }

  private static void finish(EmbeddedChannel channel) {
    try {
      channel.finishAndReleaseAll();
    } catch (Exception closedEarly) {
      channel.releaseInbound();
      channel.releaseOutbound();
    }
  }

  @Test
  void eachSideLearnsTheOthersIdentityAndTheNameMayHaveUnderscores() throws Exception {
    String name = "outbound_.80_.v1_.reviews.default.svc.cluster.local";
    handshake(
        server(cell(OURS, "reviews"), trusting(OURS)),
        client(
            cell(OURS, "productpage"),
            trusting(OURS, "spiffe://cluster.local/ns/default/sa/reviews")),
        name,
        (at, from) -> {
          Peer caller = new Peers().of(at, name, SOMEWHERE);
          assertThat(caller.identity()).contains(new Identity(DOMAIN, "default", "productpage"));
          assertThat(caller.certificate().localUriSan()).endsWith("/sa/reviews");
          assertThat(caller.certificate().digest()).hasSize(64);
          Peer callee = new Peers().of(from, name, SOMEWHERE);
          assertThat(callee.uriSan()).isEqualTo("spiffe://cluster.local/ns/default/sa/reviews");
          assertThat(from.applicationProtocol()).isEqualTo("h2");
        });
  }

  @Test
  void aClientOfAnotherRootIsRefused() throws Exception {
    handshake(
        server(cell(OURS, "reviews"), trusting(OURS)),
        client(cell(THEIRS, "reviews"), trusting(OURS)),
        "a",
        (at, from) -> {
          assertThat(at.handshakeFuture().isSuccess()).isFalse();
          assertThat(deepest(at.handshakeFuture().cause())).contains("not vouched for");
        });
  }

  @Test
  void aServerOfAnotherNameIsRefused() throws Exception {
    handshake(
        server(cell(OURS, "mallory"), trusting(OURS)),
        client(
            cell(OURS, "productpage"),
            trusting(OURS, "spiffe://cluster.local/ns/default/sa/reviews")),
        "a",
        (at, from) -> {
          assertThat(from.handshakeFuture().isSuccess()).isFalse();
          assertThat(deepest(from.handshakeFuture().cause())).contains("sa/mallory");
        });
  }

  @Test
  void eachTrustDomainsRootsVouchForItsOwnNamesAlone() throws Exception {
    PeerValidation validation =
        new PeerValidation(Optional.of(SecretCell.fixed("ROOTCA", byDomain())), List.of(), false);
    ServerTls server = server(cell(OURS, "reviews"), validation);
    handshake(
        server,
        client(SecretCell.fixed("default", pair(OF_THERE, THERE, "caller")), trusting(OURS)),
        "a",
        (at, from) -> {
          assertThat(at.handshakeFuture().isSuccess()).isTrue();
          assertThat(new Peers().of(at, "a", SOMEWHERE).identity())
              .contains(new Identity(THERE, "default", "caller"));
        });
    handshake(
        server,
        client(SecretCell.fixed("default", pair(FORGER, THERE, "caller")), trusting(OURS)),
        "a",
        (at, from) -> {
          assertThat(at.handshakeFuture().isSuccess()).isFalse();
          assertThat(deepest(at.handshakeFuture().cause()))
              .contains("no root of trust domain 'there' vouches for spiffe://there/ns/default")
              .contains("a root of trust domain 'cluster.local' signed it");
        });
    TrustDomain elsewhere = new TrustDomain("elsewhere");
    handshake(
        server,
        client(
            SecretCell.fixed("default", pair(authority(elsewhere), elsewhere, "caller")),
            trusting(OURS)),
        "a",
        (at, from) ->
            assertThat(deepest(at.handshakeFuture().cause()))
                .contains("trust domain 'elsewhere'")
                .contains("not trusted here; trusted are [cluster.local, there]"));
  }

  @Test
  void aServersNamesAreStillCheckedWhereRootsAreByDomain() throws Exception {
    PeerValidation named =
        new PeerValidation(
            Optional.of(SecretCell.fixed("ROOTCA", byDomain())),
            List.of(
                new SanMatch(
                    SanMatch.Kind.URI,
                    new Text.Exact("spiffe://cluster.local/ns/default/sa/reviews", false))),
            false);
    ClientTls client = client(cell(OURS, "caller"), named);
    handshake(
        server(cell(OURS, "reviews"), trusting(OURS)),
        client,
        "a",
        (at, from) -> assertThat(from.handshakeFuture().isSuccess()).isTrue());
    handshake(
        server(cell(OURS, "mallory"), trusting(OURS)),
        client,
        "a",
        (at, from) -> assertThat(deepest(from.handshakeFuture().cause())).contains("sa/mallory"));
  }

  private static String deepest(Throwable cause) {
    StringBuilder all = new StringBuilder();
    for (Throwable each = cause; each != null; each = each.getCause()) {
      all.append(each.getMessage()).append('\n');
    }
    return all.toString();
  }

  @Test
  void aRenewedCertificateServesTheNextHandshake() throws Exception {
    SecretCell mine = cell(OURS, "before");
    ServerTls server = server(mine, trusting(OURS));
    ClientTls client = client(cell(OURS, "caller"), trusting(OURS));
    handshake(server, client, "a", (at, from) -> assertThat(name(from)).endsWith("/sa/before"));
    mine.replace(pair(OURS, "after"));
    handshake(server, client, "a", (at, from) -> assertThat(name(from)).endsWith("/sa/after"));
  }

  private static String name(SslHandler handler) {
    return new Peers().of(handler, "", SOMEWHERE).uriSan();
  }

  @Test
  void changedRootsEndWhatWasRemembered() throws Exception {
    SecretCell roots = SecretCell.fixed("ROOTCA", roots(OURS));
    PeerValidation validation = new PeerValidation(Optional.of(roots), List.of(), false);
    ServerTls server = server(cell(OURS, "reviews"), validation);
    ClientTls client = client(cell(OURS, "caller"), trusting(OURS));
    handshake(
        server, client, "a", (at, from) -> assertThat(at.handshakeFuture().isSuccess()).isTrue());
    roots.replace(roots(THEIRS));
    handshake(
        server, client, "a", (at, from) -> assertThat(at.handshakeFuture().isSuccess()).isFalse());
  }

  @Test
  void aSecretThatIsAwaitedIsNamed() {
    ServerTls server = server(new SecretCell("kubernetes://late"), trusting(OURS));
    assertThatThrownBy(() -> contexts.server(server, "", ByteBufAllocator.DEFAULT))
        .hasMessageContaining("'kubernetes://late' is not delivered yet");
  }

  @Test
  void keysInOlderWrappingsAreRead() throws Exception {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    byte[] pkcs8 = key.privateKey().getEncoded();
    org.bouncycastle.asn1.pkcs.PrivateKeyInfo info =
        org.bouncycastle.asn1.pkcs.PrivateKeyInfo.getInstance(pkcs8);
    org.bouncycastle.asn1.sec.ECPrivateKey inner =
        org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
    org.bouncycastle.asn1.sec.ECPrivateKey withCurve =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, inner.getKey(), info.getPrivateKeyAlgorithm().getParameters());
    String sec1 =
        "-----BEGIN EC PRIVATE KEY-----\n"
            + java.util.Base64.getMimeEncoder().encodeToString(withCurve.getEncoded())
            + "\n-----END EC PRIVATE KEY-----\n";
    SigningKey read = SigningKey.parse(PemReading.pkcs8(sec1)).orElseThrow();
    assertThat(read.publicKey()).isEqualTo(key.publicKey());
  }
}
