package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Property;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a cache that forgets finds again; what one that does not does is with the trace statistics.
class PrefixReuseTest {
  private static final long SECOND = 1_000_000_000L;

  /// Blocks of ten tokens: 1 2 3 at second 0, 1 2 4 at 100, 1 2 3 at 500; each prompt has 25.
  private static Trace threePrompts() {
    Trace.Builder builder = new Trace.Builder(10);
    builder.add(0, 25, 1, new long[] {1, 2, 3}, 3);
    builder.add(100 * SECOND, 25, 1, new long[] {1, 2, 4}, 3);
    builder.add(500 * SECOND, 25, 1, new long[] {1, 2, 3}, 3);
    return builder.build(new Provenance.Observed("test"));
  }

  @Test
  void anEndlessCacheFindsEveryLeadingBlockThatCameBefore() {
    assertThat(PrefixReuse.tokens(threePrompts(), PrefixReuse.FOR_EVER)).containsExactly(0, 20, 25);
  }

  @Test
  void aBlockLivesFromItsLastUse() {
    assertThat(PrefixReuse.tokens(threePrompts(), 99 * SECOND)).containsExactly(0, 0, 0);
    assertThat(PrefixReuse.tokens(threePrompts(), 399 * SECOND)).containsExactly(0, 20, 0);
    assertThat(PrefixReuse.tokens(threePrompts(), 400 * SECOND)).containsExactly(0, 20, 20);
    assertThat(PrefixReuse.tokens(threePrompts(), 500 * SECOND)).containsExactly(0, 20, 25);
  }

  @Test
  void nothingIsFoundWhereNothingIsKnown() {
    assertThat(PrefixReuse.tokens(threePrompts().withoutPrefixes(), PrefixReuse.FOR_EVER))
        .containsOnly(0);
  }

  @Test
  void aLongerLifeNeverFindsLess() {
    Property.check(
        "lifetime",
        100,
        random -> {
          Trace.Builder builder = new Trace.Builder(16);
          for (int i = 0; i < 300; i++) {
            long[] ids = random.longs(random.nextInt(1, 6), 0, 12).toArray();
            builder.add(i * SECOND, 1 + random.nextInt(16 * ids.length), 1, ids, ids.length);
          }
          Trace trace = builder.build(new Provenance.Observed("test"));
          long life = random.nextLong(60 * SECOND);
          int[] some = PrefixReuse.tokens(trace, life);
          int[] more = PrefixReuse.tokens(trace, life + random.nextLong(60 * SECOND));
          assertThat(IntStream.range(0, some.length)).allMatch(i -> some[i] <= more[i]);
        });
  }
}
