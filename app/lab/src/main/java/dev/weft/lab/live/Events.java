package dev.weft.lab.live;

import dev.weft.host.file.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// What happens to a lab, one line an event, for the person who watches it come up.
final class Events {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final LabHome home;
  private final InstantSource clock;

  Events(LabHome home, InstantSource clock) {
    this.home = home;
    this.clock = clock;
  }

  synchronized void say(String what) {
    try {
      PrivateFiles.append(home.events(), TIME.format(clock.instant()) + "  " + what + "\n");
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
