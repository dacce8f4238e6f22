package dev.breakeven.testkit.estate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/// The calls of 27 days: nine wasteful habits, and as many that only look so.
///
/// Prices are $2, $0.20 and $10 a million tokens of input, cache reads and output.
final class Calls {
  private static final Instant BEGIN = PlantedEstate.END.minus(Duration.ofDays(27));
  private static final double MONTHS = 730.0 / (27 * 24);
  private static final double INPUT = 2e-6;
  private static final double READ = 0.2e-6;
  private static final double OUTPUT = 10e-6;

  private final SplittableRandom random;
  private final List<PlantedEstate.Plant> plants;
  private final StringBuilder csv =
      new StringBuilder("created,llm,host,prompt,cached,completion,svc,key,sess\n");
  private int odd;

  Calls(SplittableRandom random, List<PlantedEstate.Plant> plants) {
    this.random = random;
    this.plants = plants;
  }

  private void call(Instant at, String who, String session, long in, long cached, long out) {
    csv.append(at)
        .append(",gpt-4o,openai,")
        .append(in)
        .append(',')
        .append(cached)
        .append(',')
        .append(out)
        .append(',')
        .append(who)
        .append(",key-")
        .append(who)
        .append(',')
        .append(session)
        .append('\n');
  }

  /// A moment of the period that no other call has, with room for a few hours after it.
  private Instant moment() {
    long minutes = random.nextLong(Duration.ofDays(25).toMinutes());
    return BEGIN.plus(Duration.ofMinutes(minutes)).plusMillis(++odd);
  }

  void plant() {
    call(BEGIN, "edge", "", 10, 0, 10);
    call(PlantedEstate.END, "edge", "", 10, 0, 10);
    for (int i = 0; i < 3; i++) {
      runaway("runaway-" + i);
    }
    for (int i = 0; i < 2; i++) {
      loop("loop-" + i);
      wordy("wordy-" + i);
    }
    uncached();
    hoarder();
    lookAlikes();
  }

  /// A call a day of so many dollars, of another amount in the last seven days.
  private void daily(String who, double usual, double lately, int firstDay) {
    for (int day = firstDay; day <= 27; day++) {
      double usd = day > 20 ? lately : usual;
      call(
          BEGIN.plus(Duration.ofDays(day)).minusMillis(++odd % 900),
          who,
          "",
          Math.round(usd / INPUT),
          0,
          0);
    }
  }

  private void runaway(String who) {
    double usual = 1 + random.nextInt(3);
    double lately = usual * (6 + random.nextInt(10));
    daily(who, usual, lately, 0);
    plants.add(
        new PlantedEstate.Plant("runaway-caller", "key-" + who, 7 * (lately - usual) * 730 / 168));
  }

  private void loop(String who) {
    int times = 40 + random.nextInt(40);
    long in = 50_000L + random.nextInt(50_000);
    Instant at = moment();
    for (int i = 0; i < times; i++) {
      call(at.plusSeconds(60L * i), who, "session-" + who, in, 0, 50);
    }
    plants.add(
        new PlantedEstate.Plant(
            "loop", "session-" + who, (times - 3) * (in * INPUT + 50 * OUTPUT) * MONTHS));
  }

  private void wordy(String who) {
    long usual = 150L + random.nextInt(100);
    long wordy = 30 * usual;
    for (int i = 0; i < 190; i++) {
      call(moment(), who, "", 500, 0, usual);
    }
    for (int i = 0; i < 10; i++) {
      call(moment(), who, "", 500, 0, wordy);
    }
    plants.add(
        new PlantedEstate.Plant(
            "over-long-output", who + " ", 10 * (wordy - usual) * OUTPUT * MONTHS));
  }

  private void uncached() {
    double saved = 0;
    for (int session = 0; session < 10; session++) {
      Instant at = moment();
      long in = 2_000L + random.nextInt(1_000);
      for (int turn = 0; turn < 10; turn++) {
        call(at.plusSeconds(120L * turn), "uncached", "u" + session, in, 0, 100);
        saved += turn < 9 ? in * (INPUT - READ) : 0;
        in += 1_000;
      }
    }
    plants.add(new PlantedEstate.Plant("missed-prompt-cache", "uncached ", saved * MONTHS));
  }

  private void hoarder() {
    double beyond = 0;
    for (int session = 0; session < 3; session++) {
      Instant at = moment();
      long in = 5_000L + random.nextInt(1_000);
      for (int turn = 1; turn <= 30; turn++) {
        call(at.plusSeconds(360L * turn), "hoarder", "h" + session, in, 0, 100);
        beyond += turn >= 10 && in > 32_000 ? (in - 32_000) * INPUT : 0;
        in += 4_000;
      }
    }
    plants.add(new PlantedEstate.Plant("re-sent-history", "hoarder ", beyond * MONTHS));
  }

  private void lookAlikes() {
    for (int week = 0; week < 4; week++) {
      for (String who : List.of("sunday-0", "sunday-1")) {
        call(BEGIN.plus(Duration.ofDays(7L * week)).plusMillis(++odd), who, "", 20_000_000, 0, 0);
      }
    }
    daily("grows", 2, 4, 0);
    daily("new", 0, 20, 22);
    Instant at = moment();
    for (int i = 0; i < 10; i++) {
      call(at.plusSeconds(60L * i), "patient", "patient", 3_000, 0, 40);
    }
    for (int i = 0; i < 100; i++) {
      call(at.plusSeconds(2L * i), "batch", "", 3_000, 0, 40);
    }
    for (int i = 0; i < 120; i++) {
      call(moment(), "writer", "", 500, 0, i % 5 < 2 ? 4_000 : 200);
    }
    for (int session = 0; session < 10; session++) {
      Instant from = moment();
      for (int turn = 0; turn < 10; turn++) {
        long in = 3_000 + 1_000L * turn;
        call(
            from.plusSeconds(120L * turn),
            "cached",
            "c" + session,
            in,
            turn == 0 ? 0 : in - 1_000,
            100);
      }
    }
    for (int i = 0; i < 30; i++) {
      call(moment(), "documents", "", 40_000, 0, 300);
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, csv.toString());
  }
}
