package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.report.Computed;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.wire.study.FigureLookup;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The flags of `plan` that rule options out or add costs.
class PlanConstraintsTest {
  private static final String PLAN =
      "plan --volume 20M/month --shape steady --candidate llama-3.3-70b"
          + " --gpu-offer aws-p5.48xlarge-ap-south-1-on-demand ";

  private static Shell.Result run(String flags) {
    Shell.Result result = Shell.line((PLAN + flags).strip());
    assertThat(result.status()).as(result.err()).isZero();
    return result;
  }

  private static JsonTree plan(String flags) {
    return run((flags + " --json").strip()).json();
  }

  private static Ratio amount(String document, String path) {
    return ((Computed.Amount) FigureLookup.find(document, path).orElseThrow()).value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "--quality-bar 0.8 --quality nonsense-9=1 | no hosted model 'nonsense-9'",
        "--own-hardware gpu=none,price=1,years=3 | no GPU 'none'"
      })
  void whatTheCatalogDoesNotHoldIsNamed(String flags, String message) {
    Shell.Result result = Shell.line(PLAN + flags);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "--allow-region atlantis | nothing is offered in 'atlantis'. Use one of ap-northeast-1",
        "--term yearly | 'yearly' is not known. Use one of on-demand, spot, reserved-1y",
        "--allow-provider nobody-at-all | no provider is called 'nobody-at-all'. Use one of 302ai",
        "--allow-provider aws --forbid-provider aws | both name aws",
        "--api-limit gpt-4o | Write MODEL:tpm=2M",
        "--api-limit gpt-4o:tps=3 | Write MODEL:tpm=2M",
        "--api-limit gpt-4o:tpm=0 | lets nothing through",
        "--quality gpt-4o=0.9 | Add --quality-bar",
        "--quality-bar -1 | Give 0 or more",
        "--quality-bar 0.8 --quantization-loss fp8=2 | is over 1",
        "--max-gpus -1 | Give 0 or more",
        "--max-spill 110% | is over 1",
        "--resolved gpt-4o=1.5 | is over 1",
        "--cost egress=5 | Write compliance=500/month",
        "--cost egress=x/month | --cost: 'x' is not usable",
        "--cost egress=1/month --cost egress=2/month | 'egress' twice",
        "--own-hardware gpu=h100-sxm,price=1 | no years",
        "--own-hardware gpu=h100-sxm,price=1,years=3,watts=5 | watts without kwh",
        "--own-hardware gpu=h100-sxm,price=1,years=0 | Give 1 to 1000",
        "--own-hardware colour=red | --own-hardware: 'colour=red'"
      })
  void whatIsNotUnderstoodNamesWhatWouldBe(String flags, String message) {
    Shell.Result result = Shell.line(PLAN + flags);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void gpusObeyTheRegionToo() {
    assertThat(plan("--allow-region ap-south").get("cheapest_own")).isNotNull();
    JsonTree elsewhere = plan("--allow-region us-east-1");
    assertThat(elsewhere.get("cheapest_own")).isNull();
    assertThat(elsewhere.get("rejected").toString())
        .contains("its region is ap-south-1, not us-east-1");
  }

  @Test
  void nothingLeftIsAnAnswerWithWhatWouldHelp() {
    JsonTree plan = plan("--allow-provider aws --max-gpus 4");
    assertThat(plan.get("recommended")).isNull();
    assertThat(plan.get("verdict").toString())
        .contains("--max-gpus and --allow-provider contradict each other")
        .contains("over the 4 there are");
    assertThat((List<?>) plan.get("relaxations")).hasSize(2);
  }

  /// $36,000 over three years are $1,000 a month; a kilowatt at $0.10 is $73.
  @Test
  void boughtHardwareCostsItsPriceOverTheYearsAndItsPower() {
    String plan =
        run("--redundancy none --fte 0 --setup-weeks 0 --monitoring 0 --json"
                + " --cost compliance=27/month --cost migration=1200/once"
                + " --own-hardware gpu=h100-sxm,gpus=8,price=36000,years=3,watts=1000,kwh=0.10")
            .out();
    assertThat(FigureLookup.find(plan, "cheapest_own.sizing.term"))
        .contains(new Computed.Words("owned"));
    assertThat(amount(plan, "cheapest_own.monthly_usd")).isEqualTo(Ratio.of(1200));
    assertThat(amount(plan, "cheapest_own.sizing.upfront_usd")).isEqualTo(Ratio.of(36_000));
    assertThat(amount(plan, "payback.once_usd")).isEqualTo(Ratio.of(37_200));
  }

  @Test
  void aPlanOnOldPricesSaysSo() {
    JsonTree plan = plan("--at 2027-06-01");
    assertThat(plan.get("warnings").toString()).contains("days before the date of this plan");
    assertThat((List<?>) plan("").get("warnings")).isEmpty();
  }

  @Test
  void thePageOfAPlanFitsOnFortyLines() {
    for (String flags :
        List.of("", "--today gpt-4o --allow-region ap-south", "--resolved llama-3.3-70b=0.7")) {
      assertThat(run(flags).out().lines().count()).as(flags).isLessThanOrEqualTo(40);
    }
  }
}
