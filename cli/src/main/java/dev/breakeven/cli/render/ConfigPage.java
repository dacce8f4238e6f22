package dev.breakeven.cli.render;

import dev.breakeven.cli.config.ConfigKey;
import dev.breakeven.cli.config.Setting;
import dev.breakeven.cli.config.Settings;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/// What `config` says: every key with its values, and which file or variable set them.
public final class ConfigPage {
  private static final String VALUE = "VALUE";

  private ConfigPage() {}

  public static void print(Settings settings, boolean showOrigin, PrintWriter out) {
    int widest = VALUE.length();
    for (ConfigKey key : ConfigKey.values()) {
      widest = Math.max(widest, value(settings.of(key)).length());
    }
    String row = showOrigin ? "%-11s  %-" + widest + "s  %s%n" : "%-11s  %s%n";
    out.printf(row, "KEY", VALUE, "ORIGIN");
    for (ConfigKey key : ConfigKey.values()) {
      Setting setting = settings.of(key);
      out.printf(row, key.key(), value(setting), origin(setting));
    }
    if (showOrigin) {
      out.println();
      for (Settings.Source source : settings.sources()) {
        out.printf("%s  %s%n", source.name(), source.found() ? "read" : "not there");
      }
    }
  }

  private static String value(Setting setting) {
    return setting.values().isEmpty() ? "-" : String.join("; ", setting.values());
  }

  private static String origin(Setting setting) {
    return setting.where().isEmpty() ? setting.origin().toString() : setting.where();
  }

  public static void writeJson(Settings settings, PrintWriter out) {
    JsonOut.write(
        out,
        json ->
            json.array(
                    "keys",
                    List.of(ConfigKey.values()),
                    key -> {
                      Setting setting = settings.of(key);
                      json.text("key", key.key())
                          .text("flag", key.flag())
                          .text("variable", key.variable())
                          .texts("values", setting.values())
                          .text("origin", setting.origin().toString())
                          .optional(
                              "where",
                              Optional.of(setting.where()).filter(text -> !text.isEmpty()),
                              text -> json.text("where", text));
                    })
                .array(
                    "files",
                    settings.sources(),
                    source ->
                        json.text("file", source.name())
                            .text("origin", source.origin().toString())
                            .flag("found", source.found())));
  }
}
