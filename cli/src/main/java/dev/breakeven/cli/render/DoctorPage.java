package dev.breakeven.cli.render;

import dev.breakeven.cli.config.ConfigKey;
import dev.breakeven.cli.config.Setting;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.util.Arrays;

/// What `doctor` says.
public final class DoctorPage {
  private final Diagnosis found;
  private final PrintWriter out;

  public DoctorPage(Diagnosis found, PrintWriter out) {
    this.found = found;
    this.out = out;
  }

  public void print() {
    Diagnosis.Machine machine = found.machine();
    line("version", found.version());
    line("JDK", machine.jdk());
    line(
        "machine",
        "%s, %d processors, heap at most %,d MiB"
            .formatted(machine.os(), machine.processors(), machine.heapBytes() >> 20));
    line("terminal", (machine.terminal() ? "yes, " : "no, ") + machine.charset());
    line(
        "catalog", "of %s, %,d days old".formatted(found.catalog().asOf(), found.catalog().days()));
    found
        .settings()
        .sources()
        .forEach(source -> line("config", source.name() + (source.found() ? "" : "  (not there)")));
    Arrays.stream(ConfigKey.values())
        .map(found.settings()::of)
        .filter(setting -> setting.origin() != Setting.Origin.DEFAULT)
        .forEach(setting -> line("set", setting.key().key() + "  by " + setting.where()));
    ledger();
    logs();
    findings();
  }

  private void logs() {
    for (Diagnosis.Logs logs : found.logs()) {
      line(
          "logs",
          "%s  %s, %,d files"
              .formatted(logs.folder().folder(), logs.folder().source(), logs.files()));
    }
    for (Diagnosis.Variable each : found.variables()) {
      line("variable", "%s  (%d characters)".formatted(each.name(), each.length()));
    }
  }

  private void ledger() {
    line("ledger", found.ledger().folder() + (found.ledger().exists() ? "" : "  (not there)"));
    found
        .ledger()
        .outline()
        .ifPresent(
            outline ->
                line(
                    "",
                    "%,d segments, %,d day files of %,d attempts, %,d bytes, %,d unclosed"
                        .formatted(
                            outline.segments(),
                            outline.dayFiles(),
                            outline.compactedRows(),
                            outline.bytes(),
                            outline.unclosed())));
  }

  private void findings() {
    for (Diagnosis.Finding finding : found.findings()) {
      out.printf(
          "%n%s: %s%s. %s%n",
          finding.broken() ? "broken" : "note",
          finding.what(),
          finding.where().isEmpty() ? "" : " (" + finding.where() + ")",
          finding.remedy());
    }
    out.println();
    out.println(found.ok() ? "Nothing is broken." : "Something is broken; see above.");
  }

  private void line(String name, String text) {
    out.printf("%-10s %s%n", name, text);
  }

  public void writeJson() {
    JsonOut.write(
        out,
        json -> {
          json.flag("ok", found.ok()).text("version", found.version());
          Diagnosis.Machine machine = found.machine();
          json.object(
              "machine",
              _ ->
                  json.text("jdk", machine.jdk())
                      .text("os", machine.os())
                      .number("processors", machine.processors())
                      .number("heap_bytes", machine.heapBytes())
                      .flag("terminal", machine.terminal())
                      .text("charset", machine.charset()));
          json.object(
              "catalog",
              _ ->
                  json.text("as_of", found.catalog().asOf().toString())
                      .number("age_days", found.catalog().days()));
          json.array(
              "config",
              found.settings().sources(),
              source -> json.text("file", source.name()).flag("found", source.found()));
          json.object("ledger", _ -> ledger(json));
          lists(json);
        });
  }

  private void lists(JsonOut json) {
    json.array(
        "logs",
        found.logs(),
        logs ->
            json.text("source", logs.folder().source())
                .text("folder", logs.folder().folder().toString())
                .number("files", logs.files()));
    json.array(
        "variables",
        found.variables(),
        each -> json.text("name", each.name()).number("length", each.length()));
    json.array(
        "findings",
        found.findings(),
        finding ->
            json.flag("broken", finding.broken())
                .text("what", finding.what())
                .text("where", finding.where())
                .text("remedy", finding.remedy()));
  }

  private void ledger(JsonOut json) {
    json.text("folder", found.ledger().folder().toString())
        .flag("exists", found.ledger().exists())
        .optional(
            "holds",
            found.ledger().outline(),
            outline ->
                json.object(
                    "holds",
                    _ ->
                        json.number("segments", outline.segments())
                            .number("day_files", outline.dayFiles())
                            .number("compacted_attempts", outline.compactedRows())
                            .number("bytes", outline.bytes())
                            .number("unclosed", outline.unclosed())));
  }
}
