package dev.weft.telemetry.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.match.Metadata;
import dev.weft.model.Checked;
import dev.weft.telemetry.Records;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Expected values are those that Envoy 1.40 prints for the same request.
class LineFormatTest {
  private static final Surroundings HERE = new Surroundings(Map.of("HOME", "/root"), "vm");

  private static final String ISTIO =
      "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
          + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
          + " %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\""
          + " %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
          + " \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\""
          + " \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW%"
          + " %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%"
          + " %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

  private static String line(String format) {
    return line(format, Metadata.NONE, Set.of());
  }

  private static String line(String format, Metadata metadata, Set<ResponseFlag> flags) {
    StringBuilder line = new StringBuilder();
    LineFormat.text(format, HERE).orElseThrow().append(Records.direct(metadata, flags), line);
    return line.toString();
  }

  @Test
  void aFaultNamesTheClusterOfItsRouteThatWasNotAsked() {
    StringBuilder line = new StringBuilder();
    LineFormat.text(
            "%RESPONSE_CODE_DETAILS% %UPSTREAM_CLUSTER_RAW% %UPSTREAM_REQUEST_ATTEMPT_COUNT%", HERE)
        .orElseThrow()
        .append(Records.aborted(Records.cluster("outbound|80||a.b")), line);
    assertThat(line).hasToString("fault_filter_abort outbound|80||a.b 0");
  }

  @Test
  void istiosDefaultLineIsTheSame() {
    assertThat(line(ISTIO))
        .isEqualTo(
            "[2026-11-21T02:00:49.249Z] \"GET /fixed?a=b HTTP/1.1\" 200 - direct_response - \"-\" 0"
                + " 5 7 - \"-\" \"curl/7.88.1\" \"rid-1\" \"localhost:19001\" \"-\" - -"
                + " 127.0.0.1:19001 127.0.0.1:60470 - fixed\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%START_TIME(%Y/%m/%dT%H:%M:%S%z %s %3f %6f %%)%|2026/11/21T02:00:49+0000 1795226449 249"
            + " 249251 %",
        "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%|/fixed",
        "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH):3%|/fi",
        "%REQ(:PATH)%|/new",
        "%REQ(X-ABSENT?USER-AGENT):4%|curl",
        "%REQ(X-ABSENT)%|-",
        "%ENVIRONMENT(HOME)% %ENVIRONMENT(NOPE)%|/root -",
        "%HOSTNAME% 100%%|vm 100%",
        "%RESPONSE_TX_DURATION% %REQUEST_DURATION%|- 0",
        "%TRAILER(a)% %DOWNSTREAM_PEER_URI_SAN% %DOWNSTREAM_TLS_VERSION%|- - -",
        "%DOWNSTREAM_LOCAL_PORT% %DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%|19001 127.0.0.1",
        "%DOWNSTREAM_HEADER_BYTES_RECEIVED% %DOWNSTREAM_WIRE_BYTES_SENT%|160 96",
        "%FILTER_STATE(upstream_peer:PLAIN)% %DYNAMIC_METADATA(a:b)%|- -",
      })
  void operatorsPrintWhatEnvoyPrints(String format, String expected) {
    assertThat(line(format)).isEqualTo(expected);
  }

  @Test
  void flagsAreListedInShortAndInWords() {
    assertThat(
            line(
                "%RESPONSE_FLAGS% %RESPONSE_FLAGS_LONG%",
                Metadata.NONE, inOrder(ResponseFlag.URX, ResponseFlag.UF)))
        .isEqualTo("URX,UF UpstreamRetryLimitExceeded,UpstreamConnectionFailure");
  }

  @Test
  void metadataOfTheRouteIsPrinted() throws Exception {
    Metadata metadata =
        new Metadata(Map.of("weft", struct("{\"rule\":\"VirtualService a/b\",\"n\":5}")));
    assertThat(line("%METADATA(ROUTE:weft:rule)%", metadata, Set.of()))
        .isEqualTo("VirtualService a/b");
  }

  @Test
  void theCertificateThatAServerProvedIsPrintedInOneWord() {
    StringBuilder line = new StringBuilder();
    LineFormat.text("%UPSTREAM_PEER_ISSUER% %UPSTREAM_PEER_CERT%", HERE)
        .orElseThrow()
        .append(Records.call(Records.cluster("outbound|80||a.b"), 200, Set.of()), line);
    assertThat(line.toString())
        .isEqualTo(
            "CN=b -----BEGIN%20CERTIFICATE-----%0Aa%2B%2F%3D%0A-----END%20CERTIFICATE-----%0A");
    assertThat(line("%DOWNSTREAM_PEER_ISSUER% %DOWNSTREAM_PEER_CERT%")).isEqualTo("- -");
  }

  @Test
  void jsonKeepsTypesAndSortsKeys() throws Exception {
    Struct fields =
        struct(
            """
            {"z": "%RESPONSE_CODE%", "a": "%DURATION%", "m": "x %DURATION% y %UPSTREAM_HOST%",
             "up": "%UPSTREAM_HOST%", "n": 5, "b": true, "nul": null, "fl": "%RESPONSE_FLAGS%",
             "nested": {"q": "%REQ(:METHOD)%", "p": "%PROTOCOL%"}, "l": ["%REQ(NO)%", "k"],
             "md": "%METADATA(ROUTE:weft)%"}
            """);
    Metadata metadata = new Metadata(Map.of("weft", struct("{\"n\":5,\"r\":\"a\\\"b\"}")));
    StringBuilder line = new StringBuilder();
    LineFormat.json(fields, HERE).orElseThrow().append(Records.direct(metadata, Set.of()), line);

    assertThat(line.toString())
        .startsWith(
            "{\"a\":7,\"b\":true,\"fl\":\"-\",\"l\":[null,\"k\"],\"m\":\"x 7 y -\",\"md\":{")
        .endsWith(
            "\"n\":5,\"nested\":{\"p\":\"HTTP/1.1\",\"q\":\"GET\"},\"nul\":null,\"up\":null,\"z\":200}\n");
    assertThat(struct(line.toString()).getFieldsOrThrow("md"))
        .isEqualTo(struct("{\"md\":{\"n\":5,\"r\":\"a\\\"b\"}}").getFieldsOrThrow("md"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%NOPE%",
        "%REQ(:PATH",
        "%REQ(:PATH)",
        "%REQ%",
        "%REQ(a):x%",
        "%START_TIME(%Q)%",
        "%CEL(a)%",
        "%METADATA(MOON:a:b)%"
      })
  void whatIsNoOperatorIsRefused(String format) {
    assertThat(LineFormat.text(format, HERE)).isInstanceOf(Checked.Invalid.class);
  }

  private static Struct struct(String json) throws Exception {
    Struct.Builder builder = Struct.newBuilder();
    JsonFormat.parser().merge(json, builder);
    return builder.build();
  }

  private static Set<ResponseFlag> inOrder(ResponseFlag... flags) {
    return new java.util.LinkedHashSet<>(java.util.List.of(flags));
  }
}
