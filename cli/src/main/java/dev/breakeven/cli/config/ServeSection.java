package dev.breakeven.cli.config;

import dev.breakeven.core.error.BreakevenException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One mapping under `serve` in a file, by the keys that it may have.
public final class ServeSection {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final ConfigFile file;
  private final Map<String, YamlValue> values;
  private final int line;

  private ServeSection(ConfigFile file, Map<String, YamlValue> values, int line) {
    this.file = file;
    this.values = values;
    this.line = line;
  }

  /// The part for the gateway of `path`; empty where it has none.
  ///
  /// Throws [BreakevenException] with file and line for what cannot be read.
  public static Optional<ServeSection> in(Path path) {
    ConfigFile file = new ConfigFile(path.toString(), path, Setting.Origin.PROJECT_FILE);
    ServeKey.Section section = ServeKey.Section.SERVE;
    return Optional.ofNullable(file.values().get(section.key()))
        .map(value -> of(file, section, value));
  }

  /// The mapping `value`; throws [BreakevenException] for a key that `section` does not have.
  private static ServeSection of(ConfigFile file, ServeKey.Section section, YamlValue value) {
    if (!(value instanceof YamlValue.Mapping(Map<String, YamlValue> values, int line))) {
      throw file.invalid(
          value.line(), section.key() + ": a mapping was expected", "Write keys with values.");
    }
    List<String> known = ServeKey.of(section).stream().map(ServeKey::key).toList();
    for (Map.Entry<String, YamlValue> entry : values.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw file.invalid(
            entry.getValue().line(),
            "there is no key '%s' under %s"
                .formatted(Spelling.shown(entry.getKey()), section.key()),
            "Known: " + String.join(", ", known) + ".");
      }
    }
    return new ServeSection(file, values, line);
  }

  /// Where the value of `key` stands: `file:line`.
  public String where(ServeKey key) {
    YamlValue value = values.get(key.key());
    return file.where(value == null ? line : value.line());
  }

  /// A path as it is meant in the file: from the folder of the file.
  public Path resolved(String path) {
    Path folder = file.path().toAbsolutePath().getParent();
    return folder == null ? Path.of(path) : folder.resolve(path);
  }

  public Optional<String> text(ServeKey key) {
    YamlValue value = values.get(key.key());
    return switch (value) {
      case null -> Optional.empty();
      case YamlValue.Scalar(String text, _, _) -> Optional.of(text);
      case YamlValue.Sequence _, YamlValue.Mapping _ -> throw unusable(key);
    };
  }

  public String required(ServeKey key) {
    return text(key)
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () ->
                file.invalid(
                    line, "'%s' is missing".formatted(key.key()), "Expected: " + key.value()));
  }

  /// The value as `reader` reads it; what that throws becomes an error with file and line.
  public <T> Optional<T> read(ServeKey key, Function<String, Optional<T>> reader) {
    return text(key)
        .map(
            text -> {
              try {
                return reader.apply(text).orElseThrow(() -> unusable(key));
              } catch (IllegalArgumentException | java.time.DateTimeException e) {
                throw unusable(key);
              }
            });
  }

  public Optional<Long> count(ServeKey key) {
    return read(key, text -> Optional.of(Long.parseLong(text)).filter(count -> count >= 0));
  }

  /// Such as `250ms`, `5s`, `2m` or `1h`.
  public Optional<Duration> duration(ServeKey key) {
    return read(
        key,
        text -> {
          Matcher parts = DURATION.matcher(text);
          if (!parts.matches()) {
            return Optional.empty();
          }
          long amount = Long.parseLong(parts.group(1));
          return Optional.of(
              switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
              });
        });
  }

  /// One value or a list of them.
  public List<String> texts(ServeKey key) {
    return switch (values.get(key.key())) {
      case null -> List.of();
      case YamlValue.Scalar(String text, _, _) -> List.of(text);
      case YamlValue.Sequence(List<YamlValue> items, _) ->
          items.stream().map(item -> scalar(key, item)).toList();
      case YamlValue.Mapping _ -> throw unusable(key);
    };
  }

  /// A mapping of texts; a list stands for each name mapped to itself.
  public Map<String, String> names(ServeKey key) {
    Map<String, String> names = new LinkedHashMap<>();
    if (values.get(key.key()) instanceof YamlValue.Mapping(Map<String, YamlValue> pairs, _)) {
      pairs.forEach((name, value) -> names.put(name, scalar(key, value)));
    } else {
      texts(key).forEach(name -> names.put(name, name));
    }
    return names;
  }

  /// The mappings of a list.
  public List<ServeSection> sections(ServeKey key, ServeKey.Section section) {
    return switch (values.get(key.key())) {
      case null -> List.of();
      case YamlValue.Sequence(List<YamlValue> items, _) ->
          items.stream().map(item -> of(file, section, item)).toList();
      case YamlValue.Scalar _, YamlValue.Mapping _ -> throw unusable(key);
    };
  }

  private String scalar(ServeKey key, YamlValue value) {
    if (value instanceof YamlValue.Scalar(String text, _, _)) {
      return text;
    }
    throw unusable(key);
  }

  /// The error that the value of `key` cannot be used.
  public BreakevenException unusable(ServeKey key) {
    return unusable(key, key.value());
  }

  public BreakevenException unusable(ServeKey key, String expected) {
    YamlValue value = values.get(key.key());
    return file.invalid(
        value == null ? line : value.line(),
        "the value of '%s' is not usable".formatted(key.key()),
        "Expected: " + expected);
  }
}
