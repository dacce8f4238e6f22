package dev.breakeven.cli;

import dev.breakeven.core.plan.Assumptions;
import dev.breakeven.core.plan.ExtraCost;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/// What own GPUs cost besides rent.
final class CostOptions {
  @Option(names = "--fte", description = "Engineers the fleet needs. Default ${DEFAULT-VALUE}.")
  String fte = "0.25";

  @Option(names = "--salary", description = "USD a year, fully loaded. Default ${DEFAULT-VALUE}.")
  String salary = "200000";

  @Option(names = "--tenants", description = "Teams that share the engineers. Default 1.")
  long tenants = 1;

  @Option(names = "--setup-weeks", description = "Engineer weeks to set up. Default 1.5.")
  String setupWeeks = "1.5";

  @Option(names = "--monitoring", description = "Tooling, USD a month. Default 500.")
  String monitoring = "500";

  @Option(names = "--redundancy", description = "none, n+1 or 2x. Default n+1.")
  String redundancy = "n+1";

  @Option(
      names = "--cost",
      paramLabel = "NAME=USD/month|USD/once",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      description =
          "Any other cost of owning: migration, fine-tuning, compliance, egress, spare capacity"
              + " during updates; repeatable.")
  List<String> costs = new ArrayList<>();

  Assumptions assumptions() {
    Assumptions defaults = Assumptions.DEFAULT;
    List<ExtraCost> extras = extras();
    return Common.parse(
        "--fte, --salary, --tenants, --setup-weeks, --monitoring",
        fte,
        _ ->
            new Assumptions(
                Ratio.parse(fte),
                Usd.parse(salary),
                tenants,
                Ratio.parse(setupWeeks),
                defaults.setupMonths(),
                Usd.parse(monitoring),
                redundancy(),
                extras));
  }

  private List<ExtraCost> extras() {
    Set<String> names = new HashSet<>();
    List<ExtraCost> extras = new ArrayList<>();
    for (String text : costs) {
      ExtraCost extra = extra(text);
      if (!names.add(extra.name())) {
        throw Common.usage("--cost: '" + extra.name() + "' twice", "State each once.");
      }
      extras.add(extra);
    }
    return extras;
  }

  private static ExtraCost extra(String text) {
    int equals = text.indexOf('=');
    int slash = text.lastIndexOf('/');
    String period = slash < 0 ? "" : text.substring(slash + 1);
    if (equals < 0 || slash < equals || !List.of("month", "once").contains(period)) {
      throw Common.usage(
          "--cost: '" + text + "'", "Write compliance=500/month or migration=20000/once.");
    }
    return Common.parse(
        "--cost",
        text.substring(equals + 1, slash),
        usd -> new ExtraCost(text.substring(0, equals), Usd.parse(usd), period.equals("once")));
  }

  private Assumptions.Redundancy redundancy() {
    return Arrays.stream(Assumptions.Redundancy.values())
        .filter(value -> value.key().equals(redundancy.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> Common.usage("--redundancy: " + redundancy, "Use none, n+1 or 2x."));
  }
}
