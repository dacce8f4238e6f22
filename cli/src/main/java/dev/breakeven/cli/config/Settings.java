package dev.breakeven.cli.config;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is set, the strongest origin winning, and what is wrong with it: one problem a file or
/// variable. Immutable.
public record Settings(
    Map<ConfigKey, Setting> set, List<Source> sources, List<BreakevenException> problems) {
  private static final String SEPARATOR = ";";
  private static final String FILE = "breakeven.yaml";

  /// A file that is looked for.
  public record Source(String name, Setting.Origin origin, boolean found) {}

  public Settings {
    set = Map.copyOf(set);
    sources = List.copyOf(sources);
    problems = List.copyOf(problems);
  }

  /// Reads `variables` and the files of `folder` and of the user's `configHome`.
  public static Settings read(
      Map<String, String> variables, Path folder, Path configHome, Path home) {
    Map<ConfigKey, Setting> set = new EnumMap<>(ConfigKey.class);
    List<Source> sources = new ArrayList<>();
    List<BreakevenException> problems = new ArrayList<>();
    Path ofUser = configHome.resolve("breakeven").resolve(FILE);
    for (ConfigFile file :
        List.of(
            new ConfigFile(ofUser.toString(), ofUser, Setting.Origin.USER_FILE),
            new ConfigFile("./" + FILE, folder.resolve(FILE), Setting.Origin.PROJECT_FILE))) {
      boolean found = file.exists();
      sources.add(new Source(file.name(), file.origin(), found));
      if (found) {
        try {
          file.settings(home).forEach(setting -> set.put(setting.key(), setting));
        } catch (BreakevenException e) {
          problems.add(e);
        }
      }
    }
    for (ConfigKey key : ConfigKey.values()) {
      try {
        ofVariable(key, variables.getOrDefault(key.variable(), ""))
            .ifPresent(setting -> set.put(key, setting));
      } catch (BreakevenException e) {
        problems.add(e);
      }
    }
    return new Settings(set, sources, problems);
  }

  /// An empty variable is as good as none.
  private static Optional<Setting> ofVariable(ConfigKey key, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> values =
        key.isList()
            ? Arrays.stream(text.split(SEPARATOR)).filter(part -> !part.isBlank()).toList()
            : List.of(text);
    try {
      if (values.isEmpty()) {
        throw new IllegalArgumentException();
      }
      values.forEach(key.type()::check);
    } catch (IllegalArgumentException e) {
      throw new BreakevenException(
          ErrorCode.CONFIG_INVALID,
          "%s: '%s'".formatted(key.key(), Spelling.shown(text)),
          key.variable(),
          ConfigYaml.remedy(key).replace("or a list of them", "several with ; between"));
    }
    return Optional.of(new Setting(key, values, Setting.Origin.ENVIRONMENT, key.variable()));
  }

  /// What holds for `key`, a default without values where there is none.
  public Setting of(ConfigKey key) {
    List<String> none = key.defaultText().isEmpty() ? List.of() : List.of(key.defaultText());
    return set.getOrDefault(key, new Setting(key, none, Setting.Origin.DEFAULT, ""));
  }

  /// Throws the first problem, if there is one.
  public void requireSound() {
    for (BreakevenException problem : problems) {
      throw problem;
    }
  }
}
