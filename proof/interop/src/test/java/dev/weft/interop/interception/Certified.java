package dev.weft.interop.interception;

import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Template;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Workloads with certificates of their own, and a client that asks for one of them by name.
final class Certified {
  private static final TrustDomain DOMAIN = new TrustDomain("cluster.local");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Authority AUTHORITY =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), RANDOM);

  private Certified() {}

  /// A TLS server whose certificate names an account; it answers a line with who it sees. (Java's
  /// own TLS server refuses names with underscores, which the mesh's have.)
  static final class Workload implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final String name;
    private final SslContext context;

    Workload(Namespace namespace, String name, String account, String address, int port) {
      this.name = name;
      SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
      Instant now = Instant.now();
      List<X509Certificate> chain =
          AUTHORITY.sign(
              Template.svid(
                  key.publicKey(),
                  new Identity(DOMAIN, "default", account),
                  now.minusSeconds(60),
                  now.plusSeconds(3600)),
              RANDOM);
      try {
        context =
            SslContextBuilder.forServer(key.privateKey(), chain)
                .sslProvider(SslProvider.OPENSSL)
                .build();
      } catch (SSLException broken) {
        throw new IllegalStateException(broken);
      }
      namespace.inside(() ->
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                      client
                          .pipeline()
                          .addLast(
                              context.newHandler(client.alloc()), new LineBasedFrameDecoder(99))
                          .addLast(new StringDecoder(), new StringEncoder(), new Telling(name));
                    }
                  })
              .bind(address, port)
              .sync());
    }

    @Override
    public void close() {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private static final class Telling extends SimpleChannelInboundHandler<String> {
    private final String name;

    Telling(String name) {
      this.name = name;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      InetSocketAddress own = (InetSocketAddress) context.channel().localAddress();
      InetSocketAddress seen = (InetSocketAddress) context.channel().remoteAddress();
      context.writeAndFlush(
          name
              + " at "
              + own.getAddress().getHostAddress()
              + " sees "
              + seen.getAddress().getHostAddress()
              + " and hears "
              + line
              + "\n");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /// Asks for a server by name through a gateway: the certificate's URI and the first line heard,
  /// or `cut`.
  static String ask(Namespace from, String gateway, int port, String serverName) {
    return from.inside(() -> {
      try (Socket raw = new Socket()) {
        raw.connect(new InetSocketAddress(gateway, port), 60_000);
        raw.setSoTimeout(60_000);
        try (SSLSocket socket =
            (SSLSocket) trusting().getSocketFactory().createSocket(raw, serverName, port, true)) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setServerNames(List.of(new Underscored(serverName)));
          socket.setSSLParameters(parameters);
          socket.startHandshake();
          X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
          String uri =
              leaf.getSubjectAlternativeNames().stream()
                  .map(name -> String.valueOf(name.get(1)))
                  .findFirst()
                  .orElse("");
          socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
          return uri + " says " + lines.readLine();
        }
      } catch (IOException cut) {
        return "cut";
      }
    });
  }

  /// Java takes no name with an underscore for a host's, but the mesh's names have some.
  private static final class Underscored extends javax.net.ssl.SNIServerName {
    Underscored(String name) {
      super(
          javax.net.ssl.StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        new TrustManager[] {
          new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
              return new X509Certificate[0];
            }
          }
        },
        RANDOM);
    return context;
  }
}
