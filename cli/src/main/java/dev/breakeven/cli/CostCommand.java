package dev.breakeven.cli;

import dev.breakeven.core.plan.BreakEven;
import dev.breakeven.core.pricing.RentCost;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;
import dev.breakeven.wire.report.CostDocument;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The two divisions that decide: rent over tokens, and a fixed cost over an API price.
@Command(
    name = "cost",
    description = "What an own token costs, and the volume at which a fixed cost breaks even.",
    footer = {
      "",
      "breakeven cost --gpu-hour 2.50 --tok-s 1260 --utilization 70%%",
      "breakeven cost --fixed-month 4608 --api-mtok 10 --tok-s 3400"
    },
    mixinStandardHelpOptions = true)
final class CostCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  @Option(names = "--gpu-hour", description = "Rent of the whole machine, USD an hour.")
  String gpuHour = "";

  @Option(names = "--tok-s", description = "Tokens a second it serves at the SLO when busy.")
  String tokensPerSecond = "";

  @Option(names = "--utilization", description = "Share of that served on average: 0.7 or 70%%.")
  String utilization = "";

  @Option(names = "--fixed-month", description = "Fixed cost, USD a month: rent, people, spare.")
  String fixedMonth = "";

  @Option(names = "--api-mtok", description = "API price, USD per million of the same tokens.")
  String apiMtok = "";

  @Option(names = "--self-mtok", description = "Own cost on top of the fixed, USD per million.")
  String selfMtok = "";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!fixedMonth.isEmpty() && !apiMtok.isEmpty()) {
      refuse("--gpu-hour", gpuHour, "--fixed-month");
      refuse("--utilization", utilization, "--fixed-month");
      breakEven(out);
    } else if (!gpuHour.isEmpty() && !tokensPerSecond.isEmpty()) {
      refuse("--fixed-month", fixedMonth, "--gpu-hour");
      refuse("--api-mtok", apiMtok, "--gpu-hour");
      refuse("--self-mtok", selfMtok, "--gpu-hour");
      unitCost(out);
    } else {
      throw Common.usage(
          "nothing to compute",
          "Give --gpu-hour, --tok-s and --utilization, or --fixed-month and --api-mtok.");
    }
    return 0;
  }

  /// Two questions in one command: answering one of them would hide the other.
  private static void refuse(String flag, String value, String question) {
    if (!value.isEmpty()) {
      throw Common.usage(
          flag + " does not go with " + question,
          "Ask for --gpu-hour, --tok-s and --utilization, or for --fixed-month and --api-mtok.");
    }
  }

  private void unitCost(PrintWriter out) {
    RentCost machine =
        new RentCost(Common.parse("--gpu-hour", gpuHour, UsdPerHour::parse), capacity());
    Ratio used =
        utilization.isEmpty()
            ? Ratio.ONE
            : Common.parse("--utilization", utilization, CostCommand::share);
    Attainable<UsdPerMtok> cost = machine.at(used);
    if (json) {
      CostDocument.writeUnitCost(cost, out);
      return;
    }
    switch (cost) {
      case Attainable.At<UsdPerMtok>(UsdPerMtok value) ->
          out.printf(
              "$%s per million tokens  = $%s/h ÷ (%s tok/s × 3600 × %s)%n",
              value, machine.rent(), machine.capacity(), used(used));
      case Attainable.Never<UsdPerMtok>(String reason) -> out.println("never: " + reason);
    }
  }

  private String used(Ratio share) {
    return utilization.isEmpty()
        ? "1: never idle, as --utilization is not given"
        : share.toString();
  }

  private void breakEven(PrintWriter out) {
    BreakEven question =
        new BreakEven(
            Common.parse("--fixed-month", fixedMonth, CostCommand::amount),
            Common.parse("--self-mtok", selfMtok.isEmpty() ? "0" : selfMtok, CostCommand::price),
            Common.parse("--api-mtok", apiMtok, CostCommand::price));
    Attainable<Ratio> tokens = question.tokens();
    Optional<Ratio> used =
        tokensPerSecond.isEmpty()
            ? Optional.empty()
            : question.utilisation(new RentCost(new UsdPerHour(0), capacity())).toOptional();
    if (json) {
      CostDocument.writeBreakEven(tokens, used, out);
      return;
    }
    switch (tokens) {
      case Attainable.At<Ratio>(Ratio volume) ->
          out.printf(
              "%,d tokens a month  = $%s ÷ ($%s − $%s per million)%n",
              volume.rounded(), question.fixed(), question.api(), question.own());
      case Attainable.Never<Ratio>(String reason) -> out.println("never: " + reason);
    }
    used.ifPresent(
        share -> out.printf("that volume is %s %% utilisation%n", share.times(100).decimal(2)));
  }

  private TokensPerSecond capacity() {
    TokensPerSecond capacity = Common.parse("--tok-s", tokensPerSecond, TokensPerSecond::parse);
    if (capacity.value().signum() == 0) {
      throw Common.usage("--tok-s: 0 tokens a second", "Give the throughput while busy.");
    }
    return capacity;
  }

  private static Ratio share(String text) {
    Ratio share = Ratio.parse(text);
    if (share.signum() < 0 || share.compareTo(Ratio.ONE) > 0) {
      throw new NumberFormatException("Expected: from 0 to 1, or 0% to 100%");
    }
    return share;
  }

  private static UsdPerMtok price(String text) {
    UsdPerMtok price = UsdPerMtok.parse(text);
    if (price.dollars().signum() < 0) {
      throw new NumberFormatException("Expected: not negative");
    }
    return price;
  }

  private static Usd amount(String text) {
    Usd amount = Usd.parse(text);
    if (amount.nanos() < 0) {
      throw new NumberFormatException("Expected: not negative");
    }
    return amount;
  }
}
