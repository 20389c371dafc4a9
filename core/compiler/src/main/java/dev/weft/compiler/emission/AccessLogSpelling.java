package dev.weft.compiler.emission;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import dev.weft.compiler.plan.AccessLogPlan;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ResponseFlagFilter;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;

/// Access logs. The default formats have istiod's fields in istiod's order (Istio, "Envoy Access
/// Logs").
final class AccessLogSpelling {
  private static final String TEXT =
      "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
          + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
          + " %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\""
          + " %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
          + " \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\""
          + " \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW%"
          + " %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%"
          + " %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

  private AccessLogSpelling() {}

  static AccessLog of(AccessLogPlan plan) {
    return AccessLog.newBuilder()
        .setName("envoy.access_loggers.file")
        .setTypedConfig(
            Spelling.pack(
                FileAccessLog.newBuilder().setPath(plan.path()).setLogFormat(format(plan)).build()))
        .build();
  }

  /// The log of a listener itself: connections for which there was no chain.
  static AccessLog ofListener(AccessLogPlan plan) {
    return of(plan).toBuilder()
        .setFilter(
            AccessLogFilter.newBuilder()
                .setResponseFlagFilter(ResponseFlagFilter.newBuilder().addFlags("NR")))
        .build();
  }

  private static SubstitutionFormatString format(AccessLogPlan plan) {
    return switch (plan.encoding()) {
      case TEXT ->
          SubstitutionFormatString.newBuilder()
              .setTextFormatSource(
                  DataSource.newBuilder()
                      .setInlineString(plan.format().isEmpty() ? TEXT : plan.format()))
              .build();
      case JSON -> SubstitutionFormatString.newBuilder().setJsonFormat(json(plan)).build();
    };
  }

  private static Struct json(AccessLogPlan plan) {
    if (!plan.format().isEmpty()) {
      Struct.Builder given = Struct.newBuilder();
      try {
        JsonFormat.parser().merge(plan.format(), given);
        return given.build();
      } catch (com.google.protobuf.InvalidProtocolBufferException notAnObject) {
        return Struct.newBuilder().putFields("text", Marks.text(plan.format())).build();
      }
    }
    Struct.Builder fields = Struct.newBuilder();
    String[][] known = {
      {"start_time", "%START_TIME%"},
      {"method", "%REQ(:METHOD)%"},
      {"path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"},
      {"protocol", "%PROTOCOL%"},
      {"response_code", "%RESPONSE_CODE%"},
      {"response_flags", "%RESPONSE_FLAGS%"},
      {"response_code_details", "%RESPONSE_CODE_DETAILS%"},
      {"connection_termination_details", "%CONNECTION_TERMINATION_DETAILS%"},
      {"upstream_transport_failure_reason", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"},
      {"bytes_received", "%BYTES_RECEIVED%"},
      {"bytes_sent", "%BYTES_SENT%"},
      {"duration", "%DURATION%"},
      {"upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"},
      {"x_forwarded_for", "%REQ(X-FORWARDED-FOR)%"},
      {"user_agent", "%REQ(USER-AGENT)%"},
      {"request_id", "%REQ(X-REQUEST-ID)%"},
      {"authority", "%REQ(:AUTHORITY)%"},
      {"upstream_host", "%UPSTREAM_HOST%"},
      {"upstream_cluster", "%UPSTREAM_CLUSTER_RAW%"},
      {"upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%"},
      {"downstream_local_address", "%DOWNSTREAM_LOCAL_ADDRESS%"},
      {"downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%"},
      {"requested_server_name", "%REQUESTED_SERVER_NAME%"},
      {"route_name", "%ROUTE_NAME%"},
    };
    for (String[] field : known) {
      fields.putFields(field[0], Marks.text(field[1]));
    }
    return fields.build();
  }
}
