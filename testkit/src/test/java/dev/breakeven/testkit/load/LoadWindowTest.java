package dev.breakeven.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.testkit.load.Answer.Ending;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LoadWindowTest {
  private static final long SECOND = 1_000_000_000L;

  /// Due at `due` s, sent half a second late, with frames at `frames` s, the last of them the end.
  private static Answer answer(long tokens, Ending ending, double due, double... frames) {
    long[] nanos = DoubleStream.of(frames).mapToLong(at -> (long) (at * SECOND)).toArray();
    return new Answer(
        0,
        (long) (due * SECOND),
        (long) ((due + 0.5) * SECOND),
        nanos[nanos.length - 1],
        200,
        ending,
        nanos,
        OptionalLong.of(10),
        OptionalLong.of(tokens),
        "");
  }

  @Test
  void latencyCountsFromWhenTheCallWasDue() {
    Answer late = answer(4, Ending.COMPLETE, 1, 3, 4, 6);

    assertThat(late.ttftSeconds()).hasValue(2);
    assertThat(late.endToEndSeconds()).isEqualTo(5);
    assertThat(late.tpotSeconds()).hasValue(1);
  }

  @Test
  void oneTokenHasNoTimeBetweenTokens() {
    assertThat(answer(1, Ending.COMPLETE, 0, 1).tpotSeconds()).isEmpty();
  }

  /// 2 s to 6 s: of the first call's six tokens in three frames the two at 2 s and 5 s are inside,
  /// four tokens; of the cut call's two the one at 3 s; the third call's come after.
  @Test
  void tokensCountByWhenTheyCameAndCallsByWhenTheyWereDue() {
    LoadWindow window =
        LoadWindow.of(
            List.of(
                answer(6, Ending.COMPLETE, 1, 2, 5, 6),
                answer(2, Ending.CUT, 2, 3, 7),
                answer(3, Ending.COMPLETE, 5, 8, 9, 12)),
            2 * SECOND,
            6 * SECOND);

    assertThat(window.outputTokensPerSecond()).isCloseTo((4 + 1) / 4.0, within(1e-12));
    assertThat(window.due()).isEqualTo(2);
    assertThat(window.dueRate()).isEqualTo(0.5);
    assertThat(window.ended(Ending.COMPLETE)).isEqualTo(1);
    assertThat(window.ended(Ending.CUT)).isEqualTo(1);
    assertThat(window.ended(Ending.LATE)).isZero();
    assertThat(window.ttftSeconds().mean()).isEqualTo(3);
    assertThat(window.tpotSeconds().mean()).isEqualTo(2);
    assertThat(window.promptTokens().mean()).isEqualTo(10);
  }

  /// One comes from 1 s to 7 s, another from 3 s to 5 s; watched from 2 s to 6 s: 1 for two seconds
  /// and 2 for two, so 4 answer-seconds at 2 and 2 at 1.
  @Test
  void concurrencyIsWhatARunningOneSees() {
    List<Answer> two =
        List.of(
            answer(3, Ending.COMPLETE, 0, 1, 4, 7),
            answer(2, Ending.COMPLETE, 0, 3, 5),
            answer(2, Ending.COMPLETE, 0, 8, 9));

    LoadWindow window = LoadWindow.of(two, 2 * SECOND, 6 * SECOND);

    assertThat(window.running()).isCloseTo((4 * 2 + 2 * 1) / 6.0, within(1e-12));
    assertThat(LoadWindow.of(two, 10 * SECOND, 11 * SECOND).running()).isNaN();
  }

  @Test
  void quantilesAreValuesThatOccurred() {
    Sample four = Sample.of(DoubleStream.of(4, 1, 3, 2));

    assertThat(four.quantile(0.5)).isEqualTo(2);
    assertThat(four.quantile(0.51)).isEqualTo(3);
    assertThat(four.quantile(0.95)).isEqualTo(4);
    assertThat(four.quantile(0)).isEqualTo(1);
    assertThat(Sample.of(DoubleStream.empty()).quantile(0.5)).isNaN();
  }

  @Test
  void refusesAnEmptyWindow() {
    assertThatThrownBy(() -> LoadWindow.of(List.of(), 5, 5)).hasMessageContaining("from 5 to 5");
  }
}
