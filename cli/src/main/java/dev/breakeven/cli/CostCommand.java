package dev.breakeven.cli;

import dev.breakeven.cli.render.CostPage;
import dev.breakeven.core.plan.ApiCostStack;
import dev.breakeven.core.plan.Blend;
import dev.breakeven.core.plan.CostSheet;
import dev.breakeven.core.plan.Labour;
import dev.breakeven.core.plan.TermPrice;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.TokensPerSecond;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.units.UsdPerMtok;
import dev.breakeven.wire.report.CostDocument;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What follows from a rent, a throughput, people and an API price, with nothing measured.
@Command(
    name = "cost",
    description = "What an own token costs, and the volume at which a fixed cost breaks even.",
    footer = {
      "",
      "breakeven cost --gpu-hour 2.50 --tok-s 1260 --utilization 70%%",
      "breakeven cost --gpu-hour 2.50 --tok-s 1260 --volume 2B --fte 0.5 --api-mtok 15",
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

  @Option(
      names = "--volume",
      description = "Instead of it: tokens, such as 2B/month or 100M/day; rents whole machines.")
  String volume = "";

  @Option(
      names = "--fixed-month",
      description = "Fixed cost, USD a month: rent, tooling, spare; repeatable.")
  List<String> fixedMonth = new ArrayList<>();

  @Option(names = "--fte", description = "Engineers it needs. Default none.")
  String fte = "0";

  @Option(names = "--salary", description = "USD a year, fully loaded. Default 200000.")
  String salary = "200000";

  @Option(names = "--tenants", description = "Teams that share the engineers. Default 1.")
  long tenants = 1;

  @Option(names = "--setup-weeks", description = "Engineer weeks, spread over 12 months.")
  String setupWeeks = "0";

  @Option(names = "--api-mtok", description = "API price, USD per million of the same tokens.")
  String apiMtok = "";

  @Option(names = "--self-mtok", description = "Own cost on top of the fixed, USD per million.")
  String selfMtok = "0";

  @Option(
      names = "--own-share",
      description = "Share of tokens at --self-mtok, the rest at --api-mtok: the blended price.")
  String ownShare = "";

  @Option(
      names = "--layers",
      paramLabel = "SPARE,STACK,MARGIN",
      description = "Factors that a host puts on --self-mtok, such as 1.5,1.5,3.")
  String layers = "";

  @Option(
      names = "--on-demand-hour",
      description = "On-demand rent to set against --gpu-hour of another term, USD an hour.")
  String onDemandHour = "";

  @Override
  public Integer call() {
    CostSheet sheet = sheet();
    CostDocument.Views views = new CostDocument.Views(blended(sheet), stack(sheet), terms(sheet));
    if (sheet.fixedPerMonth().nanos() == 0
        && volume.isEmpty()
        && sheet.perMtok().isEmpty()
        && views.blended().isEmpty()) {
      throw Common.usage(
          "nothing to compute",
          "Give --gpu-hour, --tok-s and --utilization, or --fixed-month and --api-mtok.");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      CostDocument.write(sheet, views, out);
    } else {
      new CostPage(sheet, views, out).print();
    }
    return 0;
  }

  private CostSheet sheet() {
    return new CostSheet(
        gpuHour.isEmpty()
            ? new UsdPerHour(0)
            : Common.parse("--gpu-hour", gpuHour, UsdPerHour::parse),
        tokensPerSecond.isEmpty() ? Optional.empty() : Optional.of(capacity()),
        load(),
        monthly(),
        Common.parse("--self-mtok", selfMtok, CostCommand::price),
        apiMtok.isEmpty()
            ? Optional.empty()
            : Optional.of(Common.parse("--api-mtok", apiMtok, CostCommand::price)));
  }

  private CostSheet.Load load() {
    if (volume.isEmpty()) {
      return utilization.isEmpty()
          ? new CostSheet.Load.Unstated()
          : new CostSheet.Load.Utilisation(
              Common.parse("--utilization", utilization, CostCommand::share));
    }
    if (!utilization.isEmpty()) {
      throw Common.usage("both --utilization and --volume", "Give one of them.");
    }
    return new CostSheet.Load.Volume(Common.parse("--volume", volume, CostCommand::perMonth));
  }

  private static Ratio perMonth(String text) {
    boolean daily = text.endsWith("/day");
    String tokens = text.replaceFirst("/(day|month)$", "");
    Ratio count = Ratio.of(Tokens.parse(tokens).count());
    return daily ? count.times(Hours.MONTH.value()).dividedBy(Hours.DAY.value()) : count;
  }

  private CostSheet.Monthly monthly() {
    Usd fixed = Usd.ZERO;
    for (String amount : fixedMonth) {
      fixed = fixed.plus(Common.parse("--fixed-month", amount, CostCommand::amount));
    }
    if (tenants < 1) {
      throw Common.usage("--tenants: " + tenants, "Give at least 1.");
    }
    Usd yearly = Common.parse("--salary", salary, CostCommand::amount);
    Ratio people = Common.parse("--fte", fte, CostCommand::notNegative);
    Ratio weeks = Common.parse("--setup-weeks", setupWeeks, CostCommand::notNegative);
    return new CostSheet.Monthly(
        fixed,
        Labour.monthly(people.dividedBy(Ratio.of(tenants)), yearly),
        Labour.weeks(weeks.dividedBy(Ratio.of(12)), yearly));
  }

  private Optional<UsdPerMtok> blended(CostSheet sheet) {
    if (ownShare.isEmpty()) {
      return Optional.empty();
    }
    UsdPerMtok api =
        sheet
            .api()
            .orElseThrow(() -> Common.usage("--own-share without --api-mtok", "Give both prices."));
    Ratio share = Common.parse("--own-share", ownShare, CostCommand::share);
    return Optional.of(new Blend(share, sheet.own(), api).perMtok());
  }

  private Optional<ApiCostStack> stack(CostSheet sheet) {
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    List<String> factors = List.of(layers.split(",", -1));
    if (factors.size() != 3) {
      throw Common.usage("--layers: '" + layers + "'", "Give three factors, such as 1.5,1.5,3.");
    }
    List<Ratio> each =
        factors.stream()
            .map(text -> Common.parse("--layers", text, CostCommand::notNegative))
            .toList();
    return Optional.of(new ApiCostStack(sheet.own(), each.get(0), each.get(1), each.get(2)));
  }

  private Optional<TermPrice> terms(CostSheet sheet) {
    return onDemandHour.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Common.parse(
                "--on-demand-hour",
                onDemandHour,
                text -> new TermPrice(UsdPerHour.parse(text), sheet.rent())));
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
    return new UsdPerMtok(notNegative(text));
  }

  private static Usd amount(String text) {
    Usd amount = Usd.parse(text);
    if (amount.nanos() < 0) {
      throw new NumberFormatException("Expected: not negative");
    }
    return amount;
  }

  private static Ratio notNegative(String text) {
    Ratio value = Ratio.parse(text);
    if (value.signum() < 0) {
      throw new NumberFormatException("Expected: not negative");
    }
    return value;
  }
}
