package dev.breakeven.core.serving.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.testkit.Property;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatencyTest {
  @Test
  void percentilesAreThoseOfTheSortedValues() {
    Property.check(
        "nearest rank",
        2_000,
        random -> {
          int samples = 1 + random.nextInt(random.nextBoolean() ? 40 : 3_000);
          int range = 1 + random.nextInt(random.nextBoolean() ? 5 : 1_000_000);
          long[] values = new long[samples + random.nextInt(3)];
          for (int i = 0; i < values.length; i++) {
            values[i] = i < samples ? random.nextInt(range) : -1;
          }
          long[] sorted = Arrays.copyOf(values, samples);
          Arrays.sort(sorted);

          Latency latency = Latency.of(values, samples);

          assertThat(latency.p50()).isEqualTo(sorted[(int) Math.ceil(samples * 0.5) - 1]);
          assertThat(latency.p95()).isEqualTo(sorted[(samples * 95 + 99) / 100 - 1]);
          assertThat(latency.p99()).isEqualTo(sorted[(samples * 99 + 99) / 100 - 1]);
        });
  }

  @Test
  void aTailWithoutSamplesIsUnknownAndOneWithFewIsShaky() {
    Latency hundred = Latency.of(new long[100], 100);
    Latency ninetyNine = Latency.of(new long[99], 99);
    Latency thousand = Latency.of(new long[1000], 1000);

    assertThat(hundred.seconds(99)).isEqualTo(Knowable.known(0.0));
    assertThat(ninetyNine.seconds(99)).isInstanceOf(Knowable.Unknown.class);
    assertThat(ninetyNine.seconds(95)).isInstanceOf(Knowable.Known.class);
    assertThat(hundred.shaky(99)).isTrue();
    assertThat(thousand.shaky(99)).isFalse();
    assertThat(Latency.of(new long[999], 999).shaky(99)).isTrue();
  }
}
