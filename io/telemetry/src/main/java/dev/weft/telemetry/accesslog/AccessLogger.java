package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.AccessLog;
import dev.weft.model.Checked;

/// One configured access log: its condition, its format, its file.
public final class AccessLogger {
  private final AccessLog settings;
  private final LineFormat format;
  private final LogFile file;

  private AccessLogger(AccessLog settings, LineFormat format, LogFile file) {
    this.settings = settings;
    this.format = format;
    this.file = file;
  }

  /// The compiled format of an access log, or what is wrong with it.
  public static Checked<LineFormat> format(AccessLog settings, Surroundings surroundings) {
    return switch (settings.format()) {
      case AccessLog.Format.Default standard -> LineFormat.text(LineFormat.ENVOY, surroundings);
      case AccessLog.Format.Text text -> LineFormat.text(text.text(), surroundings);
      case AccessLog.Format.Json json -> LineFormat.json(json.fields(), surroundings);
    };
  }

  /// A logger whose file is one of `files`.
  ///
  /// @throws IllegalStateException when the format is not good; check it before
  public static AccessLogger of(AccessLog settings, Surroundings surroundings, LogFiles files) {
    return new AccessLogger(
        settings, format(settings, surroundings).orElseThrow(), files.of(settings.sink()));
  }

  /// Writes a line, unless the log's condition leaves this record out.
  ///
  /// @param scratch emptied and used; pass the same one again
  public void log(Record record, StringBuilder scratch) {
    if (wanted(record)) {
      scratch.setLength(0);
      format.append(record, scratch);
      file.append(scratch);
    }
  }

  private boolean wanted(Record record) {
    if (record.ending().status() < settings.onlyStatusFrom()) {
      return false;
    }
    if (settings.onlyFlags().isEmpty()) {
      return true;
    }
    for (ResponseFlag flag : record.ending().flags()) {
      if (settings.onlyFlags().contains(flag.name())) {
        return true;
      }
    }
    return false;
  }
}
