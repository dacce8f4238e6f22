package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.units.Ratio;
import org.junit.jupiter.api.Test;

/// Traces whose requests stand for more or less than one, at the rate that is meant.
class ReplayTest {
  private static final long HOUR = 3_600_000_000_000L;

  /// Three and a half hours, in hour `h` a request every `4 / (h + 1)` seconds.
  private static Trace rising() {
    Trace.Builder builder = new Trace.Builder().period(7 * HOUR / 2);
    for (int hour = 0; hour < 4; hour++) {
      long step = 4_000_000_000L / (hour + 1);
      for (long at = 0; at < (hour == 3 ? HOUR / 2 : HOUR); at += step) {
        builder.add(hour * HOUR + at, 100 + hour, 10);
      }
    }
    return builder.build(new Provenance.Observed("test"));
  }

  private static long requests(Trace trace, long from, long to) {
    long count = 0;
    for (int i = 0; i < trace.size(); i++) {
      count += trace.arrivalNanos(i) >= from && trace.arrivalNanos(i) < to ? 1 : 0;
    }
    return count;
  }

  @Test
  void whatStandsForOneIsLeftAlone() {
    Trace trace = rising();
    Replay replay = Replay.of(trace, Ratio.ONE);

    assertThat(replay.trace()).isSameAs(trace);
    assertThat(replay.speed()).isEqualTo(Ratio.ONE);
    assertThat(replay.statement()).isEmpty();
  }

  @Test
  void fourTimesTheVolumeIsAQuarterOfEachHourWithAllRequests() {
    Trace trace = rising();
    Replay replay = Replay.of(trace, Ratio.of(4));

    assertThat(replay.speed()).isEqualTo(Ratio.of(4));
    assertThat(replay.trace().size()).isEqualTo(trace.size());
    assertThat(replay.trace().periodNanos()).isEqualTo(trace.periodNanos() / 4);
    for (int hour = 0; hour < 3; hour++) {
      assertThat(requests(replay.trace(), hour * HOUR / 4, (hour + 1) * HOUR / 4))
          .isEqualTo(requests(trace, hour * HOUR, (hour + 1) * HOUR));
    }
    assertThat(replay.statement().orElseThrow()).contains("1 in 4 of each hour at the full rate");
  }

  @Test
  void whatIsNoWholeNumberIsThinnedFromTheNextOne() {
    Trace trace = rising();
    Replay replay = Replay.of(trace, Ratio.parse("2.4"));
    double rate = (double) replay.trace().size() / replay.trace().periodNanos();

    assertThat(replay.speed()).isEqualTo(Ratio.of(3));
    assertThat(rate).isCloseTo(2.4 * trace.size() / trace.periodNanos(), within(0.02 * rate));
  }

  @Test
  void aTenthOfTheVolumeIsATenthOfTheRequestsInTheSameTime() {
    Trace trace = rising();
    Replay replay = Replay.of(trace, Ratio.of(1, 10));

    assertThat(replay.speed()).isEqualTo(Ratio.ONE);
    assertThat(replay.trace().periodNanos()).isEqualTo(trace.periodNanos());
    assertThat(replay.trace().size()).isCloseTo(trace.size() / 10, within(trace.size() / 40));
  }

  @Test
  void soLittleThatNothingIsLeftKeepsARequest() {
    assertThat(Replay.of(rising(), Ratio.of(1, 1_000_000_000)).trace().size()).isEqualTo(1);
  }

  @Test
  void anExcerptKeepsTheRatesOfWhereItIsTakenFrom() {
    Trace trace = rising();
    Replay replay = Replay.of(trace, Ratio.ONE);
    Trace excerpt = replay.excerpt(800, 8);

    assertThat(excerpt.size()).isEqualTo(800);
    assertThat(excerpt.inputTokens(0)).isEqualTo(100);
    assertThat(excerpt.inputTokens(799)).isEqualTo(103);
    assertThat(excerpt.arrivalNanos(1) - excerpt.arrivalNanos(0)).isEqualTo(4_000_000_000L);
    assertThat(excerpt.arrivalNanos(799) - excerpt.arrivalNanos(798)).isEqualTo(1_000_000_000L);
    assertThat(replay.excerpt(trace.size(), 8)).isSameAs(trace);
  }

  /// Two hours; a conversation of three turns 20 minutes apart, block 7 is everybody's.
  private static Trace conversation() {
    Trace.Builder builder = new Trace.Builder(16).period(2 * HOUR);
    for (int i = 0; i < 100; i++) {
      builder.add(i * HOUR / 50, 32, 1, new long[] {7, 1_000 + i}, 2);
    }
    for (int turn = 0; turn < 3; turn++) {
      long[] ids = {7, 5_000, 5_001, 5_002};
      builder.add(HOUR / 12 + turn * HOUR / 3, 16 * (turn + 2), 1, ids, turn + 2);
    }
    return builder.build(new Provenance.Observed("test"));
  }

  /// Of the requests of a conversation that begins with block 5,000: its length in the replay.
  private static int reusedAfterTheCommonBlock(Trace trace) {
    int reused = 0;
    for (int tokens : PrefixReuse.tokens(trace, PrefixReuse.FOR_EVER)) {
      reused += Math.max(0, tokens - 16);
    }
    return reused;
  }

  @Test
  void prefixesStayWithTheirRequests() {
    Trace trace = conversation();

    assertThat(Replay.of(trace, Ratio.ONE).trace()).isSameAs(trace);
    assertThat(reusedAfterTheCommonBlock(trace)).isEqualTo(16 + 32);
    Trace twice = Replay.of(trace, Ratio.of(2)).trace();
    assertThat(twice.blockTokens()).isEqualTo(16);
    assertThat(reusedAfterTheCommonBlock(twice)).isEqualTo(16 + 32);
    Trace excerpt = Replay.of(trace, Ratio.ONE).excerpt(40, 4);
    assertThat(excerpt.blockTokens()).isEqualTo(16);
    assertThat(excerpt.prefixId(0, 0)).isEqualTo(7);
    assertThat(excerpt.prefixId(0, 1)).isEqualTo(1_000);
  }

  /// Six times the volume: 20 minutes for two hours, so that each turn comes a lap later. It finds
  /// the block of everybody and nothing of what was said in a lap that is not replayed.
  @Test
  void aTurnBeyondTheReplayedTimeFindsOnlyWhatIsCommon() {
    Trace six = Replay.of(conversation(), Ratio.of(6)).trace();

    assertThat(six.size()).isEqualTo(103);
    assertThat(reusedAfterTheCommonBlock(six)).isZero();
    assertThat(PrefixReuse.tokens(six, PrefixReuse.FOR_EVER)).startsWith(0).contains(16);
  }
}
