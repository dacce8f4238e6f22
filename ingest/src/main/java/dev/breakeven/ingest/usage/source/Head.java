package dev.breakeven.ingest.usage.source;

import dev.breakeven.ingest.trace.format.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The beginning of a file: what sources are told apart by. Owned by one thread.
public final class Head {
  private static final int FEW = 8;

  private final List<byte[]> lines;
  private final List<Sample> samples;
  private Optional<String> text = Optional.empty();

  private Head(List<byte[]> lines, List<Sample> samples) {
    this.lines = lines;
    this.samples = samples;
  }

  /// `lines` are as many as were looked at, none of them blank.
  public static Head of(List<byte[]> lines) {
    return new Head(lines, lines.stream().limit(FEW).map(Sample::of).toList());
  }

  /// True when one of the first lines is a JSON object with all of `keys`.
  public boolean hasLineWith(String... keys) {
    return samples.stream()
        .anyMatch(line -> line.json() && line.names().containsAll(List.of(keys)));
  }

  /// True when the file begins as JSON and its beginning has all of `texts`.
  public boolean isJsonWith(String... texts) {
    String start = text().stripLeading();
    return (start.startsWith("{") || start.startsWith("["))
        && List.of(texts).stream().allMatch(text()::contains);
  }

  /// True when the first line names all of `columns`.
  public boolean hasColumns(String... columns) {
    return !samples.isEmpty()
        && !samples.getFirst().json()
        && samples.getFirst().names().containsAll(List.of(columns));
  }

  /// All that was looked at, put together when it is first asked for: most logs are told by keys.
  private String text() {
    String whole = text.orElseGet(this::join);
    text = Optional.of(whole);
    return whole;
  }

  private String join() {
    StringBuilder joined = new StringBuilder();
    lines.forEach(line -> joined.append(new String(line, StandardCharsets.UTF_8)).append('\n'));
    return joined.toString();
  }
}
