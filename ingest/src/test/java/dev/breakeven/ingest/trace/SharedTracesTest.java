package dev.breakeven.ingest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.TraceStatistics;
import dev.breakeven.testkit.SharedData;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Real traces against figures that were computed apart from this code.
final class SharedTracesTest {
  private static TraceFiles.Loaded read(String name) {
    Optional<Path> file = SharedData.file("traces/" + name);
    assumeThat(file).isPresent();
    return TraceFiles.read(file.orElseThrow());
  }

  private static double known(Knowable<Ratio> ratio) {
    return ratio.toOptional().orElseThrow().toDouble();
  }

  @Test
  void azureConversationHasItsPublishedFigures() {
    TraceFiles.Loaded loaded = read("azure2023_conv.csv.gz");
    TraceStatistics statistics = TraceStatistics.of(loaded.trace());
    assertThat(loaded.format()).isEqualTo("azure");
    assertThat(loaded.intake().rejected()).isZero();
    assertThat(statistics.requests()).isEqualTo(19_366);
    assertThat(statistics.input().mean().rounded()).isEqualTo(1_155);
    assertThat(statistics.input().p50()).isEqualTo(1_020);
    assertThat(statistics.input().p95()).isEqualTo(4_083);
    assertThat(statistics.input().p99()).isEqualTo(4_142);
    assertThat(statistics.output().mean().rounded()).isEqualTo(211);
    assertThat(statistics.output().p50()).isEqualTo(129);
    assertThat(statistics.output().p95()).isEqualTo(451);
    assertThat(statistics.output().p99()).isEqualTo(601);
    assertThat(known(statistics.requestsPerSecond())).isCloseTo(5.53, within(0.005));
    assertThat(known(statistics.arrivals().gapVariation())).isCloseTo(1.09, within(0.005));
    assertThat(known(statistics.arrivals().peakToMeanSecond())).isCloseTo(2.9, within(0.05));
    assertThat(known(statistics.arrivals().peakToMeanMinute())).isCloseTo(1.5, within(0.05));
    assertThat(statistics.prefixReuse()).isInstanceOf(Knowable.Unknown.class);
    TraceStatistics.Month month = statistics.month().toOptional().orElseThrow();
    // stated for 30 days, which are 720 of our 730 hours
    assertThat(month.input().count() * 720 / 730 / 1e9).isCloseTo(16.6, within(0.06));
    assertThat(month.output().count() * 720 / 730 / 1e9).isCloseTo(3.0, within(0.05));
    assertThat(month.statement()).startsWith("58 min observed, assumed to repeat all month");
  }

  @Test
  void azureCodeIsReadWhole() {
    TraceFiles.Loaded loaded = read("azure2023_code_first30min.csv.gz");
    assertThat(loaded.trace().size()).isEqualTo(5_740);
    assertThat(loaded.intake().rejected()).isZero();
  }

  @Test
  void mooncakeIsReadWholeWithItsPrefixes() {
    TraceFiles.Loaded loaded = read("mooncake_conversation_first36min.jsonl.gz");
    TraceStatistics statistics = TraceStatistics.of(loaded.trace());
    assertThat(loaded.format()).isEqualTo("mooncake");
    assertThat(loaded.trace().size()).isEqualTo(6_966);
    assertThat(loaded.intake().rejected()).isZero();
    assertThat(loaded.intake().notes()).isEmpty();
    // computed apart over this part of the file; the whole trace has 0.374
    assertThat(known(statistics.prefixReuse())).isCloseTo(0.352462, within(0.000001));
  }
}
