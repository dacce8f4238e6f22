package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.wire.policy.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may come and go with the load, as the flags of `plan` say it.
class PlanPoliciesTest {
  @TempDir Path folder;
  private Path trace = Path.of("");

  /// An hour with a request a second, and twenty a second in ten of its minutes.
  @BeforeEach
  void writeTrace() throws IOException {
    StringBuilder rows = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int second = 0; second <= 3600; second++) {
      int count = second / 600 == 3 ? 20 : 1;
      for (int i = 0; i < count; i++) {
        rows.append(
            "2024-05-10 %02d:%02d:%02d.%02d00000,1000,200\n"
                .formatted(second / 3600, second / 60 % 60, second % 60, i));
      }
    }
    trace = Files.writeString(folder.resolve("trace.csv"), rows);
  }

  private Shell.Result plan(String flags) {
    return Shell.line(
        "plan "
            + trace
            + " --json --today gpt-4o --gpu-offer aws-p5.48xlarge-ap-south-1-on-demand"
            + " --candidate llama-3.3-70b:bf16 "
            + flags);
  }

  private List<Map<?, ?>> options(String flags) {
    Shell.Result result = plan(flags);
    assertThat(result.status()).as(result.err()).isZero();
    return ((List<?>) result.json().get("options"))
        .stream().<Map<?, ?>>map(option -> (Map<?, ?>) option).toList();
  }

  private static List<String> kinds(List<Map<?, ?>> options) {
    return options.stream()
        .map(option -> (Map<?, ?>) option.get("policy"))
        .map(policy -> String.valueOf(policy.get("kind")))
        .distinct()
        .toList();
  }

  @Test
  void unlessTheyAreStatedNoPolicyIsTriedAndThePlanSaysWhy() {
    Shell.Result result = plan("");

    assertThat(kinds(options(""))).containsOnly("api", "own", "baseline+spill");
    assertThat(result.out())
        .contains("autoscaling not tried: state --cold-start")
        .contains("batch prices not tried: state --deferrable");
  }

  @Test
  void statedOnesStandInTheOptionsWithTheirLines() {
    List<Map<?, ?>> options =
        options("--cold-start 20s --minimum-rental 1m --deferrable 30% --deadline 30m");

    assertThat(kinds(options))
        .contains(
            "api+batch",
            "baseline+autoscale+spill",
            "baseline+valley-filling+spill",
            "baseline+autoscale+valley-filling+spill");
    Map<?, ?> both =
        options.stream()
            .filter(
                option ->
                    option.get("policy") instanceof Map<?, ?> policy
                        && "baseline+autoscale+valley-filling+spill".equals(policy.get("kind")))
            .findFirst()
            .orElseThrow();
    assertThat(String.valueOf(both.get("lines")))
        .contains("name=on demand")
        .contains("name=batch tier of");
    assertThat(String.valueOf(both.get("policy")))
        .contains("gpu_offer=aws-p5.48xlarge-ap-south-1-on-demand")
        .contains("share_of_requests=0.3");
    assertThat(options)
        .anyMatch(option -> String.valueOf(option.get("label")).equals("gpt-4o with 30 % batch"));
  }

  @Test
  void spotIsTriedForWhatCanWaitWhereItsInterruptionsAreStated() {
    String flags =
        "--gpu-offer aws-p5.48xlarge-ap-south-1-spot --cold-start 20s --deferrable 30%"
            + " --deadline 30m --interruptions-per-month ";
    List<Map<?, ?>> options = options(flags + "4");

    assertThat(kinds(options)).contains("baseline+spot+valley-filling+spill");
    Map<?, ?> spot =
        options.stream()
            .filter(option -> String.valueOf(option.get("policy")).contains("kind=baseline+spot"))
            .findFirst()
            .orElseThrow();
    assertThat(String.valueOf(spot.get("lines"))).contains("name=spot");
    assertThat(String.valueOf(spot.get("policy")))
        .contains("gpu_offer=aws-p5.48xlarge-ap-south-1-spot")
        .contains("interruptions_month_assumed=4");
    assertThat(options)
        .as("a machine that goes four times a month is no baseline")
        .noneMatch(option -> String.valueOf(option.get("name")).matches("own/.*-spot"));
  }

  /// The provider allowed rents no GPUs, so that what can wait goes to its batch class.
  @Test
  void aPolicySaysWhatNoGatewayDoesByItself() throws IOException {
    Path file = folder.resolve("policy.json");
    Shell.Result result = plan("--allow-provider openai --deferrable 30% --policy " + file);

    String left = "30 % of the requests at the batch price of gpt-4o: send them to its batch";
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).contains("not in it: " + left);
    assertThat(PolicyFile.read(file).leftOut()).singleElement().asString().startsWith(left);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--minimum-rental 1h | --minimum-rental without replicas on demand",
        "--cold-start 40h000s | --cold-start",
        "--cold-start 90000h | expected: 0 to 31 days",
        "--deferrable 130% | --deferrable: 130% is over 1",
        "--deferrable -1 | --deferrable",
        "--interruptions-per-month 4 | --interruptions-per-month without requests that can wait",
        "--deferrable 1% --cold-start 1m --interruptions-per-month -1 | Give 0 to 43800",
      })
  void whatMakesNoSenseIsRefused(String flags, String message) {
    Shell.Result result = plan(flags);

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }
}
