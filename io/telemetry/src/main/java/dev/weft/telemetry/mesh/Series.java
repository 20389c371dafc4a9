package dev.weft.telemetry.mesh;

import dev.weft.telemetry.metrics.Collector.Samples;
import dev.weft.telemetry.metrics.Counter;
import dev.weft.telemetry.metrics.Histogram;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import java.util.List;

/// The numbers of one combination of labels.
sealed interface Series {
  void collect(List<Label> labels, Samples into);

  /// HTTP and gRPC.
  final class Requests implements Series {
    final Counter total = new Counter();
    final Histogram milliseconds = Histogram.standard();
    final Histogram received = Histogram.standard();
    final Histogram sent = Histogram.standard();
    final Counter messagesReceived = new Counter();
    final Counter messagesSent = new Counter();
    private final boolean grpc;

    Requests(boolean grpc) {
      this.grpc = grpc;
    }

    @Override
    public void collect(List<Label> labels, Samples into) {
      into.counter(name("istio_requests_total", labels), total.value());
      into.histogram(name("istio_request_duration_milliseconds", labels), milliseconds.snapshot());
      into.histogram(name("istio_request_bytes", labels), received.snapshot());
      into.histogram(name("istio_response_bytes", labels), sent.snapshot());
      if (grpc) {
        into.counter(name("istio_request_messages_total", labels), messagesReceived.value());
        into.counter(name("istio_response_messages_total", labels), messagesSent.value());
      }
    }
  }

  /// TCP.
  final class Connections implements Series {
    final Counter opened = new Counter();
    final Counter closed = new Counter();
    final Counter received = new Counter();
    final Counter sent = new Counter();

    @Override
    public void collect(List<Label> labels, Samples into) {
      into.counter(name("istio_tcp_connections_opened_total", labels), opened.value());
      into.counter(name("istio_tcp_connections_closed_total", labels), closed.value());
      into.counter(name("istio_tcp_received_bytes_total", labels), received.value());
      into.counter(name("istio_tcp_sent_bytes_total", labels), sent.value());
    }
  }

  private static Name name(String family, List<Label> labels) {
    StringBuilder dotted = new StringBuilder("istiocustom.").append(family);
    for (Label label : labels) {
      dotted.append(";.;").append(label.name()).append('=').append(label.value());
    }
    return new Name(dotted.toString(), family, labels);
  }
}
