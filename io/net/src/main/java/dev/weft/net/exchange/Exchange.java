package dev.weft.net.exchange;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Pick;
import dev.weft.graph.cluster.PickContext;
import dev.weft.graph.cluster.Usage;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Observation;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.retry.Outcome;
import dev.weft.graph.retry.Retry;
import dev.weft.graph.retry.RetryPolicy;
import dev.weft.graph.retry.Verdict;
import dev.weft.graph.route.Decision;
import dev.weft.graph.route.Forward;
import dev.weft.net.upstream.Failure;
import dev.weft.net.upstream.Pools;
import dev.weft.net.upstream.Stream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request, from its head to its record. Confined to the event loop of its client.
final class Exchange {
  private final Client client;
  private final Downstream down;
  private final Channel channel;
  private final HttpRequest request;
  private final MessageHead head;
  private final Ledger ledger;
  private final Deadlines deadlines;
  private final Response response;
  private final Upload upload;
  private @Nullable Forward forward;
  private @Nullable Attempt attempt;
  private List<Endpoint> tried = List.of();
  private @Nullable ScheduledFuture<?> later;
  private boolean over;

  Exchange(Client client, Downstream down, Channel channel, HttpRequest request) {
    this.client = client;
    this.down = down;
    this.channel = channel;
    this.request = request;
    this.head = MessageHead.of(request, client.peer().tls() ? "https" : "http", down.http2());
    this.ledger = new Ledger(head);
    this.deadlines = new Deadlines(this, client.lane().alarms());
    this.upload = new Upload(down, ledger, deadlines);
    this.response = new Response(this, client, down, ledger, head);
    client.terminal().tally().increment(HttpTerminal.Count.DOWNSTREAM_RQ_ACTIVE);
  }

  /// Decides about the request and begins to carry it out.
  ///
  /// @param bodiless whether it is known that nothing follows the head
  void begin(boolean bodiless) {
    ledger.begin(client, request.headers());
    Decision decision =
        client
            .terminal()
            .router()
            .decide(
                head, client.peer(), client.arrival(), client.lane().random(), ledger.startNanos);
    ledger.route = decision.decidedBy();
    ledger.cluster = decision.routeCluster();
    if (decision instanceof Forward to) {
      forward = to;
      ledger.path = to.path();
      ledger.authority = to.authority();
      ledger.requestId = to.requestId();
      if (to.retry().retries() > 0) {
        upload.keep(client.lane().settings().retryBodyBytes());
      }
    }
    if (bodiless) {
      upload.bodiless();
      ledger.requestEndNanos = ledger.startNanos;
    }
    if (decision.delayNanos() > 0) {
      ledger.flag(ResponseFlag.DI);
      later = after(decision.delayNanos(), () -> carryOut(decision));
    } else {
      carryOut(decision);
    }
  }

  /// A request whose head cannot be read: nothing is known of it.
  static Exchange unreadable(Client client, Downstream down, Channel channel) {
    return new Exchange(client, down, channel, MessageHead.unreadable());
  }

  /// Answers a request that is not fit to be decided about, or to be read on.
  void refuse(int status, String details) {
    if (!over) {
      upload.bodiless();
      ledger.ended(ResponseFlag.DPE, details);
      reply(status, details.startsWith("http1.") ? LocalReply.words(status) : "", List.of(), -1);
    }
  }

  /// Whether something of the response has been sent.
  boolean answering() {
    return response.started();
  }

  private ScheduledFuture<?> after(long nanos, Runnable action) {
    return client.lane().loop().schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  private void carryOut(Decision decision) {
    later = null;
    if (over) {
      return;
    }
    switch (decision) {
      case Decision.Reply reply -> {
        Fields.edit(request.headers(), reply.requestEdits());
        ledger.decided(reply);
        reply(reply.status(), reply.body(), reply.responseEdits(), reply.grpcStatus());
      }
      case Forward to -> forward(to);
      case Decision.Tunnel to -> {
        ledger.handed = true;
        deadlines.start(to.timeouts(), upload.ended());
        attempt(to.cluster(), to.hash(), to.hashed());
      }
    }
  }

  private void forward(Forward to) {
    ledger.handed = true;
    response.edits(to.responseEdits());
    response.tellAttempts(to.attemptCountInResponse());
    if (request.headers().contains(HttpHeaderNames.EXPECT)
        && !client.terminal().proxy100Continue()) {
      request.headers().remove(HttpHeaderNames.EXPECT);
      response.goAhead();
    }
    Onward.prepare(client, request, to);
    for (Forward.Mirror mirror : to.mirrors()) {
      MirrorCopy copy = MirrorCopy.start(client, mirror, request, need(to));
      if (copy != null) {
        upload.copyTo(copy);
      }
    }
    upload.towards(to);
    deadlines.start(to.timeouts(), upload.ended());
    attempt(to.cluster(), to.hash(), to.hashed());
  }

  private Pools.Need need(Forward to) {
    return new Pools.Need(down.http2(), to.upstreamAlpn(), ledger.authority, client.origin());
  }

  private void attempt(Cluster cluster, long hash, boolean hashed) {
    int number = ++ledger.attempts;
    Pick pick =
        cluster.pick(
            new PickContext(
                hash,
                hashed,
                client.lane().random(),
                System.nanoTime(),
                tried,
                client.arrival(),
                forward == null ? 0 : forward.retry().sparePrioritiesEvery()));
    switch (pick) {
      case Pick.None none -> {
        ledger.attempts--;
        if (number > 1) {
          cluster.usage().retryEnd();
        }
        ledger.ended(none.flag(), none.details());
        reply(503, "no healthy upstream", List.of(), -1);
      }
      case Pick.Chosen chosen -> attempt(cluster, chosen.endpoint(), number);
    }
  }

  private void attempt(Cluster cluster, Endpoint endpoint, int number) {
    ledger.endpoint = endpoint;
    ledger.stream = null;
    if (!cluster.usage().tryRequest(cluster.limits())) {
      if (number > 1) {
        cluster.usage().retryEnd();
      }
      overflow();
      return;
    }
    ledger.upstreamStartNanos = System.nanoTime();
    Attempt next = new Attempt(this, cluster, endpoint, number);
    attempt = next;
    Forward to = forward;
    if (to == null) {
      next.waitingWith(client.pools().connect(cluster, endpoint, client.origin(), next));
    } else {
      next.waitingWith(client.pools().acquire(cluster, endpoint, need(to), next));
    }
  }

  private void overflow() {
    ledger.ended(ResponseFlag.UO, "upstream_reset_before_response_started{overflow}");
    reply(
        503,
        "upstream connect error or disconnect/reset before headers. reset reason: overflow",
        List.of(HeaderEdit.set("x-envoy-overloaded", "true")),
        -1);
  }

  /// The attempt has a stream: the request goes out.
  void connected(Attempt by, Stream stream) {
    ledger.stream = stream;
    ledger.upstreamWire = null;
    Forward to = forward;
    if (to == null) {
      response.tunnelled();
      upload.tunnel(stream);
      return;
    }
    if (to.authorityOfEndpoint() && !by.endpoint.hostname().isEmpty()) {
      request.headers().set(HttpHeaderNames.HOST, by.endpoint.hostname());
      ledger.authority = by.endpoint.hostname();
    }
    if (to.attemptCount()) {
      request.headers().set("x-envoy-attempt-count", String.valueOf(by.number));
    }
    upload.send(stream, request);
  }

  /// A piece of the request's body, taken over.
  void requestContent(HttpContent piece) {
    if (over) {
      piece.release();
    } else if (upload.content(piece, stream())) {
      clientEnd();
    }
  }

  /// Nothing more of the request is at hand for now.
  void requestPaused() {
    upload.paused(stream());
  }

  /// Bytes from the client after an upgrade, taken over.
  void clientBytes(ByteBuf bytes) {
    upload.bytes(bytes, over ? null : stream());
  }

  /// The client will send no more bytes after an upgrade.
  void clientEnd() {
    Stream stream = stream();
    response.clientEnded();
    if (!over && stream != null) {
      stream.endBytes();
    }
  }

  private @Nullable Stream stream() {
    Attempt current = attempt;
    return current == null ? null : current.stream();
  }

  void upstreamWritabilityChanged(Attempt by) {
    Stream stream = by.stream();
    if (by == attempt && !over && stream != null && stream.writable()) {
      upload.resumeReading();
    }
  }

  /// The client takes more, or has enough for now.
  void clientWritabilityChanged() {
    Stream stream = stream();
    if (!over && stream != null) {
      stream.reading(down.writable());
    }
  }

  void received(Attempt by, Object message) {
    if (over || by != attempt) {
      ReferenceCountUtil.release(message);
      return;
    }
    deadlines.touch();
    response.received(by, message);
  }

  void responsePaused() {
    if (!over || response.ended()) {
      down.flush();
    }
  }

  /// Whether the answer is withheld because another attempt will be made.
  boolean retryInstead(Attempt by, Outcome.Answered answered) {
    Forward to = forward;
    if (to == null || to.retry().retries() == 0) {
      return false;
    }
    if (!again(by, to, answered)) {
      upload.forget();
      return false;
    }
    return true;
  }

  void failed(Attempt by, Failure failure) {
    if (over || by != attempt) {
      return;
    }
    if (!failure.reason().isEmpty()) {
      ledger.transportFailure = failure.reason();
    }
    if (response.started()) {
      ledger.ended(
          Breakage.flag(failure),
          "upstream_reset_after_response_started{" + Breakage.details(failure) + "}");
      attempt = null;
      breakOff();
      return;
    }
    Forward to = forward;
    if (to != null && again(by, to, Breakage.outcome(failure))) {
      return;
    }
    attempt = null;
    if (failure.kind() == Failure.Kind.OVERFLOW) {
      overflow();
      return;
    }
    ledger.ended(
        Breakage.flag(failure),
        "upstream_reset_before_response_started{" + Breakage.details(failure) + "}");
    String text = Breakage.text(failure, ledger.attempts);
    reply(failure.kind() == Failure.Kind.PROTOCOL ? 502 : 503, text, List.of(), -1);
  }

  private boolean again(Attempt by, Forward to, Outcome outcome) {
    RetryPolicy policy = to.retry();
    if (policy.retries() == 0) {
      return false;
    }
    dev.weft.graph.retry.Attempt judged =
        new dev.weft.graph.retry.Attempt(
            by.number, head.method(), LocalReply.isGrpc(request.headers()), upload.replayable());
    switch (Retry.judge(policy, judged, outcome, by.cluster, client.lane().random())) {
      case Verdict.Again retry -> {
        by.cancel();
        attempt = null;
        deadlines.attemptOver();
        if (policy.avoidTried() || policy.sparePrioritiesEvery() > 0) {
          tried = tried.isEmpty() ? new ArrayList<>() : tried;
          tried.add(by.endpoint);
        }
        upload.rewind();
        later = after(retry.backoffNanos(), () -> retry(to));
        return true;
      }
      case Verdict.Stop stop -> {
        switch (stop.reason()) {
          case EXHAUSTED -> ledger.flag(ResponseFlag.URX);
          case OVER_BUDGET -> ledger.flag(ResponseFlag.UO);
          case NOT_RETRIABLE, UNSAFE, NOT_REPLAYABLE -> {}
        }
        return false;
      }
    }
  }

  private void retry(Forward to) {
    later = null;
    if (over) {
      to.cluster().usage().retryEnd();
    } else {
      attempt(to.cluster(), to.hash(), to.hashed());
    }
  }

  /// The per-try timeout passed.
  void attemptTimedOut() {
    Attempt current = attempt;
    Forward to = forward;
    if (over || current == null || to == null || response.started()) {
      return;
    }
    current.observe(Observation.LOCAL_FAILURE);
    current.cluster.usage().tally().increment(Usage.Count.UPSTREAM_RQ_PER_TRY_TIMEOUT);
    if (!again(current, to, new Outcome.TimedOut())) {
      current.cancel();
      timedOut(504, ResponseFlag.UT, "upstream_per_try_timeout", "upstream request timeout");
    }
  }

  /// A deadline of the whole exchange passed.
  void timedOut(int status, ResponseFlag flag, String details, String text) {
    if (over) {
      return;
    }
    ledger.ended(flag, details);
    if (response.started()) {
      breakOff();
    } else {
      Attempt current = attempt;
      if (current != null && flag == ResponseFlag.UT) {
        current.observe(Observation.LOCAL_FAILURE);
      }
      reply(status, text, List.of(), -1);
    }
  }

  boolean requestEnded() {
    return upload.ended();
  }

  /// Answers by ourselves.
  void reply(int status, String text, List<HeaderEdit> edits, int grpcStatus) {
    dropAttempt();
    response.local(LocalReply.to(request, channel, status, text, edits, grpcStatus));
  }

  private void dropAttempt() {
    Attempt current = attempt;
    attempt = null;
    if (current != null) {
      ledger.noteWire();
      current.cancel();
    }
  }

  /// The client went away, or broke the protocol, before the end.
  void clientGone(ResponseFlag flag, String details) {
    if (!over) {
      ledger.ended(flag, details);
      finish();
    }
  }

  /// The response cannot be completed.
  void breakOff() {
    down.flush();
    finish();
    down.abort();
  }

  /// The response has been handed to the client's side in full.
  void answered(boolean reusable) {
    Attempt current = attempt;
    attempt = null;
    ledger.upstreamEndNanos = current == null ? 0 : System.nanoTime();
    ledger.noteWire();
    boolean requestRead = requestRead();
    if (current != null && requestRead && !upload.raw()) {
      current.release(reusable && !upgradeAllowed());
    } else if (current != null) {
      current.cancel();
    }
    finish();
    down.answered(requestRead);
  }

  boolean requestRead() {
    return upload.ended() || upload.raw();
  }

  private void finish() {
    over = true;
    deadlines.stop();
    if (later != null) {
      later.cancel(false);
      if (forward != null && ledger.attempts > 0) {
        // A retry that was granted and is not made.
        forward.cluster().usage().retryEnd();
      }
    }
    dropAttempt();
    upload.release();
    client.terminal().tally().add(HttpTerminal.Count.DOWNSTREAM_RQ_ACTIVE, -1);
    client.lane().observe(ledger.record(client, down, head));
  }

  /// Bytes flow from now on.
  void raw() {
    upload.becomeRaw();
  }

  boolean upgradeAllowed() {
    return forward != null && !forward.upgrade().isEmpty();
  }
}
