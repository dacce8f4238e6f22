package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConversationsTest {
  private static final long[] NONE = {};

  private static Conversations of(Trace.Builder builder) {
    return Conversations.of(builder.build(new Provenance.Observed("by hand")));
  }

  @Test
  void whatMoreThanOneInAHundredBeginWithIsCommon() {
    Trace.Builder builder = new Trace.Builder(16);
    for (int i = 0; i < 4_000; i++) {
      // one prompt of all, one of 41 requests (over a hundredth), one of 40 (not over it)
      long second = i < 41 ? 1 : i < 81 ? 2 : 1_000 + i;
      builder.add(i, 48, 1, new long[] {9, second, 10_000 + i}, 3);
    }
    Conversations conversations = of(builder);
    assertThat(conversations.commonBlocks(0)).isEqualTo(2);
    assertThat(conversations.commonBlocks(40)).isEqualTo(2);
    assertThat(conversations.commonBlocks(41)).isEqualTo(1);
    assertThat(conversations.commonBlocks(81)).isEqualTo(1);
    assertThat(conversations.head(40)).as("alone behind what is common").isEqualTo(40);
    assertThat(conversations.head(80)).as("with those of its block").isEqualTo(41);
    assertThat(conversations.head(81)).isEqualTo(81);
  }

  @Test
  void inASmallTraceThirtyRequestsMakeNothingCommon() {
    Trace.Builder builder = new Trace.Builder(16);
    for (int i = 0; i < 30; i++) {
      builder.add(i, 16, 1, new long[] {9}, 1);
    }
    assertThat(of(builder).commonBlocks(0)).isZero();
    assertThat(of(builder).head(29)).isZero();
    builder.add(30, 16, 1, new long[] {9}, 1);
    assertThat(of(builder).commonBlocks(0)).isEqualTo(1);
    assertThat(of(builder).head(29)).as("nothing of its own").isEqualTo(29);
  }

  @Test
  void sessionsGoBeforePrefixes() {
    Trace.Builder builder = new Trace.Builder(16);
    builder.add(0, 16, 1, new long[] {9}, 1, 1);
    builder.add(1, 16, 1, new long[] {9}, 1, 2);
    builder.add(2, 16, 1, NONE, 0, 1);
    builder.add(3, 16, 1, new long[] {9}, 1, 0);
    Conversations conversations = of(builder);
    assertThat(conversations.head(1)).isEqualTo(1);
    assertThat(conversations.head(2)).isZero();
    assertThat(conversations.head(3)).as("without a session, alone").isEqualTo(3);
  }

  @Test
  void requestsOfAPlainTraceStandAlone() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 1, 1);
    builder.add(0, 1, 1);
    assertThat(of(builder).head(1)).isEqualTo(1);
    assertThat(of(builder).commonBlocks(1)).isZero();
  }
}
