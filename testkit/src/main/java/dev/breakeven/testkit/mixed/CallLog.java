package dev.breakeven.testkit.mixed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// A gateway's log of calls, in no order: a line a call, with the prices that it is reckoned with.
final class CallLog {
  /// How the columns are named to `import --map`.
  static final String MAP =
      "at=ts,model=engine,provider=vendor,input=fresh,cache_read=hit,cache_write=stored,"
          + "output_total=out,service=app,key=token,session=thread,team=squad";

  private final Draws draws;
  private final Instant end;
  private final int days;
  private final Model[] models;
  private final StringBuilder csv =
      new StringBuilder(
          "out;squad;ts;vendor;engine;fresh;hit;stored;app;token;thread\n".replace(';', ','));

  /// A model and its dollars a token; without a price of its own, a write costs what is read anew.
  record Model(
      String vendor, String name, double input, double read, double write, double output) {}

  CallLog(Draws draws, Instant end) {
    this.draws = draws;
    this.end = end;
    days = draws.whole(36, 62);
    models =
        new Model[] {
          priced("openai", "gpt-4.1", 0.25, 1), priced("anthropic", "claude-sonnet-4.5", 0.1, 1.25)
        };
  }

  private Model priced(String vendor, String name, double read, double write) {
    double input = Math.round(100 * draws.spread(0.8, 6)) / 100.0;
    double output = Math.round(100 * input * draws.between(3, 6)) / 100.0;
    return new Model(
        vendor, name, input / 1e6, read * input / 1e6, write * input / 1e6, output / 1e6);
  }

  int days() {
    return days;
  }

  Model[] models() {
    return models.clone();
  }

  Model model() {
    return draws.of(models);
  }

  /// Days before the end, with room on both sides.
  double moment() {
    return draws.between(1.5, days - 3);
  }

  /// Writes a call of `ago` days before the end, and tells what it costs.
  double call(
      double ago,
      String who,
      String session,
      Model model,
      long fresh,
      long hit,
      long stored,
      long out) {
    Instant at = end.minus(Duration.ofMillis((long) (ago * 86_400_000)));
    csv.append(out).append(",squad-").append(who.length() % 4).append(',').append(at);
    csv.append(',').append(model.vendor()).append(',').append(model.name()).append(',');
    csv.append(fresh).append(',').append(hit).append(',').append(stored).append(',').append(who);
    csv.append(",sk-").append(who).append(',').append(session).append('\n');
    return fresh * model.input()
        + hit * model.read()
        + stored * model.write()
        + out * model.output();
  }

  /// A call of about `usd`, most of it for the prompt.
  double spend(double ago, String who, Model model, double usd) {
    long out = draws.whole(120, 240);
    long in = (long) Math.max(10, (usd - out * model.output()) / model.input());
    return call(ago, who, "", model, in, 0, 0, out);
  }

  /// Prices of the models, and of what a host asks for those that machines serve.
  String prices() {
    StringBuilder json = new StringBuilder();
    for (Model model : models) {
      json.append(
          String.format(
              Locale.ROOT,
              "{\"provider\":\"%s\",\"model\":\"%s\",\"as_of\":\"2026-01-01\",\"source\":\"test\","
                  + "\"prices\":[{\"input\":\"%.4f\",\"cache_read\":\"%.4f\",%s\"output\":\"%.4f\"}]}%n",
              model.vendor(),
              model.name(),
              1e6 * model.input(),
              1e6 * model.read(),
              model.write() == model.input()
                  ? ""
                  : String.format(Locale.ROOT, "\"cache_write_5m\":\"%.4f\",", 1e6 * model.write()),
              1e6 * model.output()));
    }
    return json.toString();
  }

  void write(Path file) throws IOException {
    Files.writeString(file, csv);
  }
}
