package dev.breakeven.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.testkit.Property;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LoadProfileTest {
  private static final long SECOND = LoadProfile.SECOND_NANOS;
  private static final Provenance HERE = new Provenance.Observed("here");

  @Test
  void countsRequestsAndTokensWhereTheyArrive() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 10, 1);
    builder.add(SECOND - 1, 20, 2);
    builder.add(2 * SECOND, 30, 3);
    LoadProfile profile = LoadProfile.of(builder.build(HERE));
    assertThat(profile.requests()).containsExactly(2, 0, 1);
    assertThat(profile.inputTokens()).containsExactly(30, 0, 30);
    assertThat(profile.outputTokens()).containsExactly(3, 0, 3);
    assertThat(profile.note()).isEmpty();
  }

  @Test
  void coversTheQuietEnd() {
    Trace.Builder builder = new Trace.Builder().period(10 * SECOND);
    builder.add(0, 10, 1);
    assertThat(LoadProfile.of(builder.build(HERE)).bins()).isEqualTo(10);
  }

  @Test
  void widensBinsOfALongTraceAndSaysSo() {
    Trace.Builder builder = new Trace.Builder();
    builder.add(0, 10, 1);
    builder.add(200L * 365 * 86_400 * SECOND, 10, 1);
    LoadProfile profile = LoadProfile.of(builder.build(HERE));
    assertThat(profile.bins()).isLessThanOrEqualTo(LoadProfile.MAX_BINS);
    assertThat(profile.binNanos() % SECOND).isZero();
    assertThat(profile.note().orElseThrow()).contains("as wide");
  }

  @Test
  void losesNothing() {
    Property.check(
        "load profile conserves requests and tokens",
        200,
        random -> {
          Trace.Builder builder = new Trace.Builder();
          long tokens = 0;
          int requests = random.nextInt(0, 50);
          long span = random.nextLong(1, 3_000_000_000L * SECOND);
          for (int i = 0; i < requests; i++) {
            int input = random.nextInt(1000);
            tokens += input;
            builder.add(random.nextLong(span), input, 1);
          }
          LoadProfile profile =
              LoadProfile.of(builder.build(HERE), random.nextLong(1, 100 * SECOND));
          assertThat(profile.bins()).isLessThanOrEqualTo(LoadProfile.MAX_BINS);
          assertThat(Arrays.stream(profile.requests()).sum()).isEqualTo(requests);
          assertThat(Arrays.stream(profile.inputTokens()).sum()).isEqualTo(tokens);
        });
  }

  @Test
  void anEmptyTraceHasNoBins() {
    assertThat(LoadProfile.of(new Trace.Builder().build(HERE)).bins()).isZero();
  }

  @Test
  void refusesABinOfNothing() {
    Trace empty = new Trace.Builder().build(HERE);
    assertThatThrownBy(() -> LoadProfile.of(empty, 0)).hasMessageContaining("expected: over 0");
  }
}
