package dev.breakeven.ingest.trace.servegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.core.workload.TraceStatistics;
import dev.breakeven.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeGenFilesTest {
  /// Two windows of ten minutes and, an hour later, a third.
  private static final String RATES =
      """
      t_s,client,rate_rps,iat_cv,iat_family,shape,scale
      0,7,2,1,Gamma,1,0.5
      600,7,4,1,Weibull,1,0.25
      3600,7,2,1,Gamma,1,0.5
      0,8,1,3,Gamma,0.5,2
      """;

  @TempDir Path folder = Path.of("");

  /// Every request has this many tokens.
  private static String lengths(int client, int second, int input, int output) {
    return "{\"client\":%d,\"block_s\":%d,%s,%s}%n"
        .formatted(client, second, side("input", input), side("output", output));
  }

  private static String side(String name, int tokens) {
    String all = IntStream.range(0, 17).mapToObj(_ -> "" + tokens).collect(Collectors.joining(","));
    return "\"%s_tokens_mean\":%d,\"%s_tokens_q\":[%s]".formatted(name, tokens, name, all);
  }

  private ServeGenFiles.Loaded read(String rates, String lengths) throws IOException {
    return ServeGenFiles.read(
        Files.writeString(folder.resolve("rates.csv"), rates),
        Files.writeString(folder.resolve("lengths.jsonl"), lengths));
  }

  @Test
  void eachCallerCallsAtItsRateInEachWindowWithItsLengthsOfThatTime() throws IOException {
    Trace trace =
        read(RATES, lengths(7, 0, 10, 20) + lengths(7, 3600, 30, 40) + lengths(8, 0, 500, 5))
            .traffic()
            .trace(Ratio.ONE);

    assertThat(trace.periodNanos()).isEqualTo(3 * 600_000_000_000L);
    assertThat(count(trace, 0, 600, 10)).isCloseTo(1_200, within(120L));
    assertThat(count(trace, 600, 1_200, 10)).isCloseTo(2_400, within(170L));
    assertThat(count(trace, 1_200, 1_800, 30)).isCloseTo(1_200, within(120L));
    assertThat(count(trace, 0, 600, 500)).isCloseTo(600, within(120L));
    assertThat(count(trace, 600, 1_800, 500)).isZero();
    assertThat(trace.provenance().shaping().orElseThrow())
        .contains("2 callers", "4 windows without any caller left out")
        .doesNotContain("drawn from other");
  }

  private static long count(Trace trace, long fromSecond, long toSecond, int input) {
    return IntStream.range(0, trace.size())
        .filter(i -> trace.inputTokens(i) == input)
        .filter(i -> trace.arrivalNanos(i) >= fromSecond * 1_000_000_000L)
        .filter(i -> trace.arrivalNanos(i) < toSecond * 1_000_000_000L)
        .count();
  }

  @Test
  void theSameFilesMakeTheSameRequests() throws IOException {
    ServeGenFiles.Loaded loaded = read(RATES, lengths(7, 0, 10, 20) + lengths(8, 0, 500, 5));
    Trace one = loaded.traffic().trace(Ratio.ONE);
    Trace other = loaded.traffic().trace(Ratio.ONE);
    assertThat(other.size()).isEqualTo(one.size());
    assertThat(IntStream.range(0, one.size()))
        .allMatch(i -> one.arrivalNanos(i) == other.arrivalNanos(i));
  }

  @Test
  void aCallerWithoutLengthsHasThoseOfOthersAndIsCounted() throws IOException {
    Trace trace = read(RATES, lengths(7, 0, 10, 20)).traffic().trace(Ratio.ONE);
    assertThat(IntStream.range(0, trace.size())).allMatch(i -> trace.inputTokens(i) == 10);
    // 600 of 5,400 requests
    assertThat(trace.provenance().shaping().orElseThrow())
        .contains("the lengths of 11 % of them drawn from other callers'");
  }

  @Test
  void moreThanIsMadeIsAPartOfEachWindowAtTheFullRate() throws IOException {
    Trace trace =
        read(RATES, lengths(7, 0, 10, 20) + lengths(8, 0, 500, 5)).traffic().trace(Ratio.of(1_000));
    // 5.4 million requests, so a third of each window
    assertThat(trace.provenance().speed()).isEqualTo(Ratio.of(3));
    assertThat(trace.periodNanos()).isEqualTo(3 * 200_000_000_000L);
    assertThat(trace.size()).isBetween(1_780_000, 1_820_000);
    assertThat(trace.provenance().shaping().orElseThrow())
        .contains("1000 times every caller's rate", "1 in 3 of each window at the full rate");
  }

  @Test
  void rowsThatBreakTheFormatAreCounted() throws IOException {
    ServeGenFiles.Loaded loaded =
        read(
            RATES + "1200,7,fast,1,Gamma,1,1\n1200,7,1,1,Pareto,1,1\n1200,7,-1,1,Gamma,1,1\n5\n",
            lengths(7, 0, 10, 20) + "{\"client\":7}\nno json\n");
    assertThat(loaded.intake().accepted()).isEqualTo(5);
    assertThat(loaded.intake().problems())
        .extracting(problem -> problem.reason())
        .containsExactlyInAnyOrder(
            "a value is no number",
            "iat_family or shape cannot be drawn from",
            "rate_rps is not over 0, at most a billion",
            "other than 7 values",
            "no usable client and block_s",
            "not a line of JSON");
  }

  @Test
  void filesOfOtherCallersHaveNoRequest() {
    assertThatThrownBy(() -> read(RATES, lengths(9, 0, 10, 20)))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("no caller with a rate has lengths");
  }

  @Test
  void theTwoFilesAreToldApartByTheirFirstLine() throws IOException {
    read(RATES, lengths(7, 0, 10, 20));
    assertThat(ServeGenFiles.part(folder.resolve("rates.csv"))).contains(ServeGenFiles.Part.RATES);
    assertThat(ServeGenFiles.part(folder.resolve("lengths.jsonl")))
        .contains(ServeGenFiles.Part.LENGTHS);
    Path other = Files.writeString(folder.resolve("x.csv"), "TIMESTAMP,ContextTokens\n");
    assertThat(ServeGenFiles.part(other)).isEmpty();
  }

  /// Requests a second, mean lengths in and out as they were counted in the publisher's files apart
  /// from this code: rates from the sum of the rows over the windows that have any, lengths of
  /// m-large over 14 days, of which the file has 7.
  @ParameterizedTest
  @CsvSource({
    "deepseek-r1, 16.0, 1268, 1527, 0.01, 0.01",
    "m-large_week1, 209.5, 914, 155, 0.01, 0.08",
    "m-mid, 1868, 307, 51, 0.03, 0.05"
  })
  void realCallersCallAsOftenAndAsLongAsTheyDid(
      String name, double perSecond, double input, double output, double rateOff, double off) {
    Optional<Path> rates = SharedData.file("traces/servegen_" + name + "_rates.csv.gz");
    Optional<Path> lengths = SharedData.file("traces/servegen_" + name + "_lengths.jsonl.gz");
    assumeThat(rates).isPresent();
    ServeGenFiles.Loaded loaded = ServeGenFiles.read(rates.orElseThrow(), lengths.orElseThrow());
    Trace trace = loaded.traffic().trace(Ratio.ONE);
    TraceStatistics statistics = TraceStatistics.of(trace);

    assertThat(loaded.intake().rejected()).isZero();
    assertThat(trace.size() * 1e9 / trace.periodNanos())
        .isCloseTo(perSecond, within(rateOff * perSecond));
    assertThat(statistics.input().mean().toDouble()).isCloseTo(input, within(off * input));
    assertThat(statistics.output().mean().toDouble()).isCloseTo(output, within(off * output));
    assertThat(trace.provenance()).isInstanceOf(Provenance.Shaped.class);
    assertThat(List.of(trace.provenance().describe())).allMatch(text -> text.contains("callers"));
  }
}
