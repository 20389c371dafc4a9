package dev.weft.interop;

import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Applications of the tests that speak more than plain HTTP: gRPC, WebSocket, and TCP where the
/// server speaks first.
final class Servers {
  static final MethodDescriptor<String, String> ECHO =
      method("Echo", MethodDescriptor.MethodType.UNARY);
  static final MethodDescriptor<String, String> CHAT =
      method("Chat", MethodDescriptor.MethodType.BIDI_STREAMING);
  static final MethodDescriptor<String, String> FAIL =
      method("Fail", MethodDescriptor.MethodType.UNARY);

  private Servers() {}

  /// A service that echoes, chats (an answer a message), and fails with FAILED_PRECONDITION.
  static Server grpc() throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
        .addService(
            ServerServiceDefinition.builder("weft.test.Echo")
                .addMethod(
                    ECHO,
                    ServerCalls.asyncUnaryCall((request, observer) -> {
                      observer.onNext("echo " + request);
                      observer.onCompleted();
                    }))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(Chat::new))
                .addMethod(
                    FAIL,
                    ServerCalls.asyncUnaryCall((request, observer) ->
                        observer.onError(
                            Status.FAILED_PRECONDITION
                                .withDescription("as asked: " + request)
                                .asRuntimeException())))
                .build())
        .build()
        .start();
  }

  private record Chat(StreamObserver<String> answers) implements StreamObserver<String> {
    @Override
    public void onNext(String message) {
      answers.onNext("heard " + message);
    }

    @Override
    public void onError(Throwable failure) {
      answers.onError(failure);
    }

    @Override
    public void onCompleted() {
      answers.onCompleted();
    }
  }

  private static MethodDescriptor<String, String> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName("weft.test.Echo/" + name)
        .setRequestMarshaller(new Text())
        .setResponseMarshaller(new Text())
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  /// A WebSocket at `/chat` that answers every text with the same in capitals.
  static final class WebSocket implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel =
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
                            new HttpServerCodec(),
                            new HttpObjectAggregator(65536),
                            new WebSocketServerProtocolHandler("/chat"),
                            new Shouter());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();

    int port() {
      return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
      channel.close().syncUninterruptibly();
      loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  private static final class Shouter extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      context.writeAndFlush(
          new TextWebSocketFrame(frame.text().toUpperCase(java.util.Locale.ROOT)));
    }
  }

  /// A server that greets before the client says anything, then repeats each line, and ends when
  /// the client does.
  static final class Greeter implements AutoCloseable {
    private final ServerSocket accepting;

    Greeter() throws IOException {
      accepting = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return accepting.getLocalPort();
    }

    private void accept() {
      while (!accepting.isClosed()) {
        try {
          Socket client = accepting.accept();
          Thread.ofVirtual().start(() -> greet(client));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private static void greet(Socket client) {
      try (client) {
        client.getOutputStream().write("220 welcome\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getInputStream().transferTo(client.getOutputStream());
        client.getOutputStream().write("bye\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    @Override
    public void close() throws IOException {
      accepting.close();
    }
  }
}
