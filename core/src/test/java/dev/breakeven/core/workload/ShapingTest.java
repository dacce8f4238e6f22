package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.testkit.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ShapingTest {
  private static final long SECOND = RandomTraffic.SECOND;

  private static Trace scaled(Trace trace, String scale) {
    return shaping(trace, scale).whole().trace();
  }

  static Shaping shaping(Trace trace, String scale) {
    return new Shaping(
        List.of(new Shaping.Part(trace, Ratio.ONE)), Ratio.parse(scale), Optional.empty());
  }

  private static long tokens(Trace trace) {
    long sum = 0;
    for (int i = 0; i < trace.size(); i++) {
      sum += trace.inputTokens(i) + trace.outputTokens(i);
    }
    return sum;
  }

  /// Each request as arrival, prompt and answer.
  private static List<List<Long>> rows(Trace trace) {
    List<List<Long>> rows = new ArrayList<>();
    for (int i = 0; i < trace.size(); i++) {
      rows.add(
          List.of(
              trace.arrivalNanos(i), (long) trace.inputTokens(i), (long) trace.outputTokens(i)));
    }
    return rows;
  }

  @Test
  void nothingAskedIsTheSameTrace() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(1), 60, 2, 5);
    assertThat(shaping(trace, "1").whole()).isEqualTo(new Shaping.Shaped(trace, Ratio.ONE));
    assertThat(shaping(trace, "1").whole().trace()).isSameAs(trace);
    assertThat(shaping(trace, "1").sampled().trace()).isSameAs(trace);
  }

  @Test
  void wholeCopiesMultiplyRequestsAndTokensExactlyAndKeepTheClock() {
    Property.check(
        "k copies are k times",
        50,
        random -> {
          Trace trace = RandomTraffic.bursts(random, 60 + random.nextInt(7_200), 0.5, 5);
          int copies = 2 + random.nextInt(8);
          Trace made = scaled(trace, Integer.toString(copies));
          assertThat(made.size()).isEqualTo(copies * trace.size());
          assertThat(tokens(made)).isEqualTo(copies * tokens(trace));
          assertThat(made.periodNanos()).isEqualTo(trace.periodNanos());
          assertThat(rows(made)).containsAll(rows(trace));
        });
  }

  @Test
  void sameShapingSameTrace() {
    Trace trace = RandomTraffic.sessions(new SplittableRandom(3), 3_600, 200);
    assertThat(rows(scaled(trace, "2.5"))).isEqualTo(rows(scaled(trace, "2.5")));
  }

  /// Kept requests are binomial: the bound is five of their standard deviations.
  @Test
  void thinningKeepsAPartOfTheRequestsAsTheyWere() {
    Property.check(
        "thinned to p",
        50,
        random -> {
          Trace trace = RandomTraffic.bursts(random, 3_600, 2, 1);
          double share = 0.05 + 0.9 * random.nextDouble();
          Trace made = scaled(trace, Double.toString(share));
          double spread = Math.sqrt(trace.size() * share * (1 - share));
          assertThat(Math.abs(made.size() - share * trace.size())).isLessThan(5 * spread);
          assertThat(made.periodNanos()).isEqualTo(trace.periodNanos());
        });
  }

  @Test
  void aSmallerPartIsAPartOfTheLarger() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(4), 3_600, 2, 5);
    // tokens tell requests apart well enough here; times move with the first one kept
    List<List<Long>> larger =
        rows(scaled(trace, "0.6")).stream().map(r -> r.subList(1, 3)).toList();
    List<List<Long>> smaller =
        rows(scaled(trace, "0.2")).stream().map(r -> r.subList(1, 3)).toList();
    assertThat(new HashSet<>(larger)).containsAll(smaller);
    assertThat(smaller.size()).isBetween(trace.size() / 10, larger.size() / 2);
  }

  /// Turns of every session of `trace` by its number, as (turn, time since the first).
  private static Map<Integer, List<List<Long>>> turns(Trace trace) {
    Map<Integer, List<List<Long>>> turns = new HashMap<>();
    Map<Integer, Long> begin = new HashMap<>();
    for (int i = 0; i < trace.size(); i++) {
      int session = trace.inputTokens(i);
      begin.putIfAbsent(session, trace.arrivalNanos(i));
      turns
          .computeIfAbsent(session, _ -> new ArrayList<>())
          .add(List.of((long) trace.outputTokens(i), trace.arrivalNanos(i) - begin.get(session)));
    }
    return turns;
  }

  @Test
  void thinnedSessionsKeepAllTheirTurnsAndTheTimesBetweenThem() {
    Property.check(
        "sessions whole",
        30,
        random -> {
          Trace trace = RandomTraffic.sessions(random, 3_600, 300);
          Trace made = scaled(trace, "0.4");
          Map<Integer, List<List<Long>>> all = turns(trace);
          Map<Integer, List<List<Long>>> kept = turns(made);
          kept.forEach((session, own) -> assertThat(own).isEqualTo(all.get(session)));
          double spread = Math.sqrt(300 * 0.4 * 0.6);
          assertThat(Math.abs(kept.size() - 0.4 * 300)).isLessThan(5 * spread);
        });
  }

  /// In copies a turn follows the one before it by what it did, unless the clock ends between them.
  @Test
  void copiedSessionsKeepTheirTurnsTogether() {
    Property.check(
        "sessions of copies",
        30,
        random -> {
          Trace trace = RandomTraffic.sessions(random, 3_600, 100);
          Map<Integer, List<List<Long>>> all = turns(trace);
          Trace made = scaled(trace, "3");
          assertThat(made.size()).isEqualTo(3 * trace.size());
          assertThat(made.spanNanos()).isLessThanOrEqualTo(trace.periodNanos());
          Map<Integer, Integer> begun = new HashMap<>();
          for (int i = 0; i < made.size(); i++) {
            int session = made.inputTokens(i);
            int before = made.previousTurn(i);
            if (before < 0) {
              begun.merge(session, 1, Integer::sum);
              continue;
            }
            List<List<Long>> own = all.get(session);
            int turn = made.outputTokens(i);
            assertThat(made.inputTokens(before)).isEqualTo(session);
            assertThat(made.outputTokens(before)).isEqualTo(turn - 1);
            assertThat(made.arrivalNanos(i) - made.arrivalNanos(before))
                .isEqualTo(own.get(turn).get(1) - own.get(turn - 1).get(1));
          }
          // three copies, and a copy that the end of the clock cuts counts twice
          assertThat(begun.values()).allMatch(count -> count >= 3 && count <= 5);
          assertThat(begun).hasSameSizeAs(all);
        });
  }

  @Test
  void copiesOfADayKeepTheDay() {
    Trace.Builder builder = new Trace.Builder().period(86_400 * SECOND);
    for (int i = 0; i < 3_600; i++) {
      builder.add((9 * 3_600L + i) * SECOND, 10, 10);
      builder.add(i * SECOND, 1, 1);
    }
    Trace made = scaled(builder.build(new Provenance.Observed("two hours of a day")), "20");
    for (int i = 0; i < made.size(); i++) {
      if (made.inputTokens(i) == 10) {
        long hours = made.arrivalNanos(i) / (3_600 * SECOND);
        // half an hour either way, and the clock begins with the first request
        assertThat(hours).isBetween(8L, 11L);
      }
    }
  }

  @Test
  void copiesShareNoPrefixButTheCommonOne() {
    Trace.Builder builder = new Trace.Builder(16).period(3_600 * SECOND);
    for (int i = 0; i < 200; i++) {
      // a system prompt, then a conversation of two requests that share a block, then their own
      long[] ids = {7, 1_000 + i / 2, 5_000 + i};
      builder.add(i * SECOND, 48, 1, ids, 3);
    }
    Trace made = scaled(builder.build(new Provenance.Observed("prefixes")), "4");
    Map<Long, Integer> seen = new HashMap<>();
    Set<Long> first = new HashSet<>();
    for (int i = 0; i < made.size(); i++) {
      first.add(made.prefixId(i, 0));
      seen.merge(made.prefixId(i, 1), 1, Integer::sum);
      seen.merge(made.prefixId(i, 2), 1, Integer::sum);
    }
    assertThat(first).containsExactly(7L);
    assertThat(seen).hasSize(4 * (100 + 200));
    assertThat(seen.values().stream().filter(count -> count == 2)).hasSize(4 * 100);
  }

  @Test
  void conversationsThatShareAPrefixAreThinnedWhole() {
    Trace.Builder builder = new Trace.Builder(16).period(3_600 * SECOND);
    for (int i = 0; i < 900; i++) {
      builder.add(i * SECOND, 32, 1, new long[] {7, 1_000 + i % 300}, 2);
    }
    Trace made = scaled(builder.build(new Provenance.Observed("prefixes")), "0.5");
    Map<Long, Integer> seen = new HashMap<>();
    for (int i = 0; i < made.size(); i++) {
      seen.merge(made.prefixId(i, 1), 1, Integer::sum);
    }
    assertThat(seen.values()).containsOnly(3);
    assertThat(seen.size()).isBetween(150 - 43, 150 + 43);
  }

  @Test
  void aSampleCarriesTheVolumeExactly() {
    Property.check(
        "trace times each",
        40,
        random -> {
          Trace trace = RandomTraffic.bursts(random, 120, 1, 3);
          Ratio scale = Ratio.of(1 + random.nextInt(5_000), 1 + random.nextInt(50));
          Shaping.Shaped made =
              shaping(trace, scale.numerator() + "/" + scale.denominator()).sampled();
          assertThat(made.each().times(tokens(made.trace()))).isEqualTo(scale.times(tokens(trace)));
          assertThat(made.each()).isLessThan(Ratio.of(2));
        });
  }

  @Test
  void aSampleIsNotLargerThanItsRoom() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(5), 600, 5, 1);
    Shaping.Shaped made = shaping(trace, "1e6").sampled();
    assertThat(made.trace().size()).isLessThanOrEqualTo(SyntheticTrace.MAX_REQUESTS);
    assertThat(made.trace().size()).isGreaterThan(SyntheticTrace.MAX_REQUESTS - trace.size());
    assertThat(made.each().times(made.trace().size()))
        .isEqualTo(Ratio.of(1_000_000).times(trace.size()));
  }

  @Test
  void traceOnOneClockEachWithItsFactor() {
    Trace code = RandomTraffic.bursts(new SplittableRandom(6), 600, 2, 1);
    Trace chat = RandomTraffic.sessions(new SplittableRandom(7), 1_800, 300);
    Shaping mix =
        new Shaping(
            List.of(new Shaping.Part(code, Ratio.of(2)), new Shaping.Part(chat, Ratio.ONE)),
            Ratio.ONE,
            Optional.empty());
    Trace made = mix.whole().trace();
    assertThat(made.periodNanos()).isEqualTo(1_800 * SECOND);
    // the shorter one three times over, twice each time; whole copies, so the count is exact
    assertThat(made.size()).isEqualTo(3 * 2 * code.size() + chat.size());
    assertThat(made.provenance().describe())
        .isEqualTo(
            "here + here, 2 traces on one clock, × 2 and × 1, shorter ones repeated:"
                + " %,d requests".formatted(made.size()));
  }

  @Test
  void theFactorOfOneTraceIsItsScale() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(8), 600, 2, 1);
    Shaping half =
        new Shaping(
            List.of(new Shaping.Part(trace, Ratio.of(1, 2))), Ratio.of(3), Optional.empty());
    assertThat(half).isEqualTo(shaping(trace, "1.5"));
  }

  @Test
  void wordsHaveTheFactors() {
    Trace trace = RandomTraffic.bursts(new SplittableRandom(9), 600, 2, 1);
    assertThat(scaled(trace, "0.25").provenance().shaping().orElseThrow())
        .startsWith("thinned to 0.25, conversations whole: ");
    assertThat(scaled(trace, "2").provenance().shaping())
        .hasValue(
            "2 times the volume: 2 copies shifted against each other: %,d requests"
                .formatted(2 * trace.size()));
    assertThat(scaled(trace, "2.5").provenance().shaping().orElseThrow())
        .startsWith(
            "2.5 times the volume: 3 copies shifted against each other, the last thinned to 0.5: ");
    assertThat(trace.provenance().shaping()).isEmpty();
  }
}
