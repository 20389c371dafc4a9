package dev.weft.net.tls;

import dev.weft.graph.match.Text;
import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.PeerValidation;
import dev.weft.graph.tls.Pem;
import dev.weft.graph.tls.SanMatch;
import dev.weft.graph.tls.Secret;
import dev.weft.graph.tls.SecretCell;
import dev.weft.graph.tls.ServerTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One context and what it was made from; made anew when a secret or a file has changed.
final class LiveContext {
  /// How often files are looked at for a change, at most.
  static final long FILE_CHECK_NANOS = 1_000_000_000L;

  /// Makes the context; called again after every change.
  interface Recipe {
    SslContext make() throws IOException, CertificateException;

    List<SecretCell> cells();
  }

  private final Recipe recipe;
  private @Nullable SslContext context;
  private List<Secret> madeFrom = List.of();
  private long filesStamp;
  private long filesCheckedNanos;
  private @Nullable CertificateFacts own;

  LiveContext(Recipe recipe) {
    this.recipe = recipe;
  }

  static Recipe server(ServerTls tls, int certificate) {
    return new Recipe() {
      @Override
      public SslContext make() throws IOException, CertificateException {
        return ContextMaking.server(tls, certificate);
      }

      @Override
      public List<SecretCell> cells() {
        List<SecretCell> cells = new ArrayList<>(2);
        if (certificate < tls.certificates().size()) {
          cells.add(tls.certificates().get(certificate));
        }
        tls.validation().secret().ifPresent(cells::add);
        return cells;
      }
    };
  }

  static Recipe client(ClientTls tls, List<String> alpn) {
    return new Recipe() {
      @Override
      public SslContext make() throws IOException, CertificateException {
        return ContextMaking.client(tls, alpn);
      }

      @Override
      public List<SecretCell> cells() {
        List<SecretCell> cells = new ArrayList<>(tls.certificates());
        tls.validation().secret().ifPresent(cells::add);
        return cells;
      }
    };
  }

  synchronized SslHandler handler(ByteBufAllocator allocator, String peerHost, int peerPort)
      throws SSLException {
    SslContext current = current();
    return peerHost.isEmpty()
        ? current.newHandler(allocator)
        : current.newHandler(allocator, peerHost, peerPort);
  }

  /// Whether our own certificate names the host.
  synchronized boolean covers(String host) throws SSLException {
    current();
    CertificateFacts facts = own;
    return facts != null
        && facts.matchesAny(List.of(new SanMatch(SanMatch.Kind.DNS, new Text.Exact(host, true))));
  }

  synchronized void close() {
    ReferenceCountUtil.release(context);
    context = null;
    madeFrom = List.of();
  }

  private SslContext current() throws SSLException {
    List<SecretCell> cells = recipe.cells();
    List<Secret> secrets = new ArrayList<>(cells.size());
    for (SecretCell cell : cells) {
      secrets.add(
          cell.current()
              .orElseThrow(
                  () -> new SSLException("secret '" + cell.name() + "' is not delivered yet")));
    }
    SslContext known = context;
    if (known != null && same(secrets) && !filesChanged(secrets)) {
      return known;
    }
    try {
      // Before the files are read: one that is replaced meanwhile is another one at the next look.
      long stamp = stamp(secrets);
      SslContext made = recipe.make();
      close();
      context = made;
      madeFrom = secrets;
      filesStamp = stamp;
      own = ownCertificate(secrets);
      return made;
    } catch (IOException | CertificateException | IllegalArgumentException unusable) {
      throw new SSLException("TLS secrets cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  private boolean same(List<Secret> secrets) {
    if (secrets.size() != madeFrom.size()) {
      return false;
    }
    for (int i = 0; i < secrets.size(); i++) {
      if (secrets.get(i) != madeFrom.get(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean filesChanged(List<Secret> secrets) {
    long now = System.nanoTime();
    if (now - filesCheckedNanos < FILE_CHECK_NANOS) {
      return false;
    }
    filesCheckedNanos = now;
    return stamp(secrets) != filesStamp;
  }

  private static long stamp(List<Secret> secrets) {
    long stamp = 0;
    for (Secret secret : secrets) {
      List<Pem> pems =
          switch (secret) {
            case Secret.KeyPair pair -> List.of(pair.chain(), pair.key());
            case Secret.Validation validation -> validation.pems();
          };
      for (Pem pem : pems) {
        if (pem instanceof Pem.File file) {
          try {
            Path path = Path.of(file.path());
            stamp = stamp * 31 + Files.getLastModifiedTime(path).toMillis();
            stamp = stamp * 31 + Files.size(path);
          } catch (IOException gone) {
            stamp = stamp * 31 + 1;
          }
        }
      }
    }
    return stamp;
  }

  private static @Nullable CertificateFacts ownCertificate(List<Secret> secrets)
      throws IOException, CertificateException {
    for (Secret secret : secrets) {
      if (secret instanceof Secret.KeyPair pair) {
        return CertificateFacts.of(PemReading.certificates(pair.chain()).get(0));
      }
    }
    return null;
  }

  /// The validation secret of a context, or one that accepts everything.
  static Secret.Validation validation(PeerValidation peer) {
    return peer.secret()
        .flatMap(SecretCell::current)
        .filter(Secret.Validation.class::isInstance)
        .map(Secret.Validation.class::cast)
        .orElse(new Secret.Validation(Optional.empty(), Optional.empty(), List.of(), List.of()));
  }
}
