package dev.breakeven.e2e.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One Java file: its lines as written, and as code alone with comments and literals blanked.
public record JavaSource(String name, String text, List<String> lines, List<String> code) {
  public static JavaSource read(Path file) {
    try {
      return of(Repository.name(file), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JavaSource of(String name, String text) {
    return new JavaSource(name, text, text.lines().toList(), CodeOnly.of(text).lines().toList());
  }

  public boolean isMain() {
    return name.contains("/src/main/java/") && !name.startsWith("bench/");
  }

  public boolean isPackageInfo() {
    return name.endsWith("/package-info.java");
  }

  /// The folder of this file, which is its package in one module.
  public String folder() {
    return name.substring(0, name.lastIndexOf('/') + 1);
  }

  /// `name:line`, with `index` counted from zero.
  public String at(int index) {
    return name + ":" + (index + 1);
  }
}
