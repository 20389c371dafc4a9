package dev.weft.graph.link.listener;

import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.listener.AccessLog;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLogFilter;
import io.envoyproxy.envoy.config.accesslog.v3.ComparisonFilter;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StderrAccessLog;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads access logs.
final class AccessLogReader {
  private static final String LOGGERS = "envoy.extensions.access_loggers.";

  private AccessLogReader() {}

  static List<AccessLog> read(
      List<io.envoyproxy.envoy.config.accesslog.v3.AccessLog> logs, Where where) throws Unlinkable {
    List<AccessLog> read = new ArrayList<>();
    for (int i = 0; i < logs.size(); i++) {
      read.add(log(logs.get(i), where.in("access_log", i)));
    }
    return read;
  }

  private static AccessLog log(io.envoyproxy.envoy.config.accesslog.v3.AccessLog log, Where where)
      throws Unlinkable {
    Set<String> flags = Set.of();
    int status = 0;
    if (log.hasFilter()) {
      Where at = where.in("filter");
      AccessLogFilter filter = log.getFilter();
      switch (filter.getFilterSpecifierCase()) {
        case RESPONSE_FLAG_FILTER ->
            flags = Set.copyOf(filter.getResponseFlagFilter().getFlagsList());
        case STATUS_CODE_FILTER -> {
          ComparisonFilter comparison = filter.getStatusCodeFilter().getComparison();
          if (comparison.getOp() != ComparisonFilter.Op.GE) {
            throw at.lacking("a comparison other than GE");
          }
          status = comparison.getValue().getDefaultValue();
        }
        case NOT_HEALTH_CHECK_FILTER, FILTERSPECIFIER_NOT_SET -> {}
        case DURATION_FILTER,
            TRACEABLE_FILTER,
            RUNTIME_FILTER,
            AND_FILTER,
            OR_FILTER,
            HEADER_FILTER,
            GRPC_STATUS_FILTER,
            EXTENSION_FILTER,
            METADATA_FILTER,
            LOG_TYPE_FILTER ->
            throw at.lacking("the log filter " + filter.getFilterSpecifierCase());
      }
    }
    Where at = where.in("typed_config");
    return switch (Unpack.type(log.getTypedConfig())) {
      case LOGGERS + "file.v3.FileAccessLog" -> {
        FileAccessLog file =
            Unpack.as(log.getTypedConfig(), FileAccessLog.getDefaultInstance(), at);
        yield new AccessLog(sink(file.getPath()), format(file, at), flags, status);
      }
      case LOGGERS + "stream.v3.StdoutAccessLog" -> {
        StdoutAccessLog out =
            Unpack.as(log.getTypedConfig(), StdoutAccessLog.getDefaultInstance(), at);
        yield new AccessLog(
            new AccessLog.Sink.StandardOutput(),
            out.hasLogFormat() ? format(out.getLogFormat(), at) : new AccessLog.Format.Default(),
            flags,
            status);
      }
      case LOGGERS + "stream.v3.StderrAccessLog" -> {
        StderrAccessLog error =
            Unpack.as(log.getTypedConfig(), StderrAccessLog.getDefaultInstance(), at);
        yield new AccessLog(
            new AccessLog.Sink.StandardError(),
            error.hasLogFormat()
                ? format(error.getLogFormat(), at)
                : new AccessLog.Format.Default(),
            flags,
            status);
      }
      default -> throw at.lacking("the access log '" + log.getTypedConfig().getTypeUrl() + "'");
    };
  }

  private static AccessLog.Sink sink(String path) {
    return switch (path) {
      case "/dev/stdout" -> new AccessLog.Sink.StandardOutput();
      case "/dev/stderr" -> new AccessLog.Sink.StandardError();
      default -> new AccessLog.Sink.File(path);
    };
  }

  private static AccessLog.Format format(FileAccessLog file, Where where) throws Unlinkable {
    return switch (file.getAccessLogFormatCase()) {
      case FORMAT ->
          file.getFormat().isEmpty()
              ? new AccessLog.Format.Default()
              : new AccessLog.Format.Text(file.getFormat());
      case JSON_FORMAT -> new AccessLog.Format.Json(file.getJsonFormat());
      case TYPED_JSON_FORMAT -> new AccessLog.Format.Json(file.getTypedJsonFormat());
      case LOG_FORMAT -> format(file.getLogFormat(), where.in("log_format"));
      case ACCESSLOGFORMAT_NOT_SET -> new AccessLog.Format.Default();
    };
  }

  private static AccessLog.Format format(SubstitutionFormatString format, Where where)
      throws Unlinkable {
    return switch (format.getFormatCase()) {
      case TEXT_FORMAT -> new AccessLog.Format.Text(format.getTextFormat());
      case JSON_FORMAT -> new AccessLog.Format.Json(format.getJsonFormat());
      case TEXT_FORMAT_SOURCE ->
          switch (format.getTextFormatSource().getSpecifierCase()) {
            case INLINE_STRING ->
                new AccessLog.Format.Text(format.getTextFormatSource().getInlineString());
            case INLINE_BYTES ->
                new AccessLog.Format.Text(
                    format.getTextFormatSource().getInlineBytes().toStringUtf8());
            case FILENAME, ENVIRONMENT_VARIABLE, SPECIFIER_NOT_SET ->
                throw where.in("text_format_source").lacking("a format from a file or variable");
          };
      case FORMAT_NOT_SET -> new AccessLog.Format.Default();
    };
  }
}
