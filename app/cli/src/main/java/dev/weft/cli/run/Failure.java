package dev.weft.cli.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What an exception of the file system means, for people: many say only the name of the file.
final class Failure {
  private Failure() {}

  static String words(IOException failed) {
    return switch (failed) {
      case AccessDeniedException denied -> denied.getFile() + " is closed to this user";
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> String.valueOf(failed.getMessage());
    };
  }
}
