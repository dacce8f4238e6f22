package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.trace.format.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The beginning of a file: what sources are told apart by.
///
/// `lines` are the first few that are not blank; `text` is as much as was looked at.
public record Head(String file, List<Sample> lines, String text) {
  private static final int FEW = 8;

  public Head {
    lines = List.copyOf(lines);
  }

  public static Head of(String file, List<byte[]> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(new String(line, StandardCharsets.UTF_8)).append('\n'));
    return new Head(file, lines.stream().limit(FEW).map(Sample::of).toList(), text.toString());
  }

  /// True when one of the first lines is a JSON object with all of `keys`.
  public boolean hasLineWith(String... keys) {
    return lines.stream().anyMatch(line -> line.json() && line.names().containsAll(List.of(keys)));
  }

  /// True when the file begins as JSON and its beginning has all of `texts`.
  public boolean isJsonWith(String... texts) {
    String start = text.stripLeading();
    return (start.startsWith("{") || start.startsWith("["))
        && List.of(texts).stream().allMatch(text::contains);
  }

  /// True when the first line names all of `columns`.
  public boolean hasColumns(String... columns) {
    return !lines.isEmpty()
        && !lines.getFirst().json()
        && lines.getFirst().names().containsAll(List.of(columns));
  }
}
