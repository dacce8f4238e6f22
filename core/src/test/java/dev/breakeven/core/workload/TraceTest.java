package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TraceTest {
  private static final Provenance HERE = new Provenance.Observed("here");

  @Test
  void sortsByArrivalAndKeepsTheOrderWithinAnInstant() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(30, 3, 0);
    builder.add(10, 1, 0);
    builder.add(30, 4, 0);
    builder.add(20, 2, 0);
    assertThat(builder.isOrdered()).isFalse();
    Trace trace = builder.build(HERE);
    assertThat(trace.inputTokens(0)).isEqualTo(1);
    assertThat(trace.inputTokens(2)).isEqualTo(3);
    assertThat(trace.inputTokens(3)).isEqualTo(4);
    assertThat(trace.arrivalNanos(3)).isEqualTo(20);
    assertThat(trace.periodNanos()).isEqualTo(20);
  }

  @Test
  void requestsAddedBeforeTheFirstPrefixHaveNone() {
    Trace.Builder builder = new Trace.Builder();
    for (int i = 0; i < 3_000; i++) {
      builder.add(i, 1, 1);
    }
    builder.blockTokens(16).add(5_000, 1, 1, new long[] {42}, 1);
    Trace trace = builder.build(HERE);
    assertThat(trace.prefixBlocks(2_999)).isZero();
    assertThat(trace.prefixBlocks(3_000)).isEqualTo(1);
    assertThat(trace.prefixId(3_000, 0)).isEqualTo(42);
    assertThatThrownBy(() -> builder.blockTokens(512)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void blocksSetButNeverUsedAreNone() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 1, 1);
    assertThat(builder.blockTokens(16).build(HERE).prefixBlocks(0)).isZero();
  }

  @Test
  void aTurnNamesTheOneBeforeItInItsSession() {
    Trace.Builder builder = new Trace.Builder();
    long[] none = {};
    builder.add(0, 1, 1);
    builder.add(40, 2, 1, none, 0, 7);
    builder.add(10, 3, 1, none, 0, 7);
    builder.add(20, 4, 1, none, 0, -9);
    builder.add(30, 5, 1);
    builder.add(50, 6, 1, none, 0, -9);

    Trace trace = builder.build(HERE);

    // by arrival: none, 7, -9, none, 7, -9
    assertThat(trace.hasSessions()).isTrue();
    assertThat(IntStream.range(0, 6).map(trace::previousTurn))
        .containsExactly(-1, -1, -1, -1, 1, 2);
  }

  @Test
  void withoutSessionsNoRequestHasATurnBeforeIt() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 1, 1);
    builder.add(1, 1, 1);

    assertThat(builder.build(HERE).hasSessions()).isFalse();
    assertThat(builder.build(HERE).previousTurn(1)).isEqualTo(-1);
  }
}
