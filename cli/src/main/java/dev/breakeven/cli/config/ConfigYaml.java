package dev.breakeven.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The settings of one configuration file; what is for the gateway is left to it.
///
/// The value of an unknown key is never repeated in a message: it may be a secret.
final class ConfigYaml {
  private static final String OF_THE_GATEWAY = ServeKey.Section.SERVE.key();

  private final ConfigFile file;
  private final Path home;

  ConfigYaml(ConfigFile file, Path home) {
    this.file = file;
    this.home = home;
  }

  List<Setting> settings(Map<String, YamlValue> values) {
    List<Setting> settings = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (!name.equals(OF_THE_GATEWAY)) {
            ConfigKey key = key(name, value);
            settings.add(
                new Setting(key, values(key, value), file.origin(), file.where(value.line())));
          }
        });
    return settings;
  }

  private ConfigKey key(String name, YamlValue value) {
    return ConfigKey.ofKey(name)
        .orElseThrow(
            () ->
                file.invalid(
                    value.line(),
                    "there is no key '%s'".formatted(Spelling.shown(name)),
                    Spelling.hint(name, Spelling.keys())));
  }

  private List<String> values(ConfigKey key, YamlValue value) {
    if (!(value instanceof YamlValue.Sequence(List<YamlValue> items, int line))) {
      return List.of(text(key, value));
    }
    if (!key.isList()) {
      throw file.invalid(line, key.key() + " takes one value, not a list", remedy(key));
    }
    if (items.isEmpty()) {
      throw file.invalid(
          line, key.key() + " is an empty list", "Name a value, or remove the line.");
    }
    return items.stream().map(item -> text(key, item)).toList();
  }

  private String text(ConfigKey key, YamlValue value) {
    if (!(value instanceof YamlValue.Scalar(String text, boolean isNothing, int line))) {
      throw file.invalid(value.line(), key.key() + " is nested", remedy(key));
    }
    if (isNothing) {
      throw file.invalid(line, key.key() + " has no value", "Give one, or remove the line.");
    }
    try {
      key.type().check(text);
    } catch (IllegalArgumentException e) {
      throw file.invalid(line, "%s: '%s'".formatted(key.key(), Spelling.shown(text)), remedy(key));
    }
    return key.type() == ValueType.PATH ? resolved(text) : text;
  }

  /// A path is meant from the folder of the file; `~/` is the home folder, as in a shell.
  private String resolved(String path) {
    Path stated = path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    return file.path().resolveSibling(stated).toString();
  }

  static String remedy(ConfigKey key) {
    return "Expected: " + key.type().label() + (key.isList() ? ", or a list of them" : "");
  }
}
