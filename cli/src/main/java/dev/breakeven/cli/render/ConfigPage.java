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
  private ConfigPage() {}

  public static void print(Settings settings, boolean showOrigin, PrintWriter out) {
    TextTable table =
        showOrigin ? new TextTable("KEY", "VALUE", "ORIGIN") : new TextTable("KEY", "VALUE");
    for (ConfigKey key : ConfigKey.values()) {
      Setting setting = settings.of(key);
      String value = setting.values().isEmpty() ? "-" : String.join("; ", setting.values());
      if (showOrigin) {
        table.row(key.key(), value, origin(setting));
      } else {
        table.row(key.key(), value);
      }
    }
    table.lines().forEach(out::println);
    if (showOrigin) {
      out.println();
      for (Settings.Source source : settings.sources()) {
        out.printf("%s  %s%n", source.name(), source.found() ? "read" : "not there");
      }
    }
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
