package dev.breakeven.cli;

import dev.breakeven.cli.render.InsightPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.plan.FirstInsight;
import dev.breakeven.core.plan.Insight;
import dev.breakeven.core.serving.calibration.Calibration;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.StatedVolume;
import dev.breakeven.ingest.usage.source.SourceCount;
import dev.breakeven.wire.report.InsightDocument;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at what lies on this machine and says what it means.
final class FirstLook {
  private final Wiring wiring;
  private final PlanOptions options;
  private final Market market;
  private final Instant now;
  private final ListPrices prices;
  private final FoundUsage usage;
  private final InsightDocument.Beside beside;

  /// With the catalog and the choices of `plan`.
  FirstLook(Wiring wiring, PlanCommand plan) {
    this.wiring = wiring;
    options = plan.options;
    market = plan.common.catalog(wiring);
    now = plan.common.instant(wiring);
    prices = new ListPrices(market);
    usage = new FoundUsage(prices, now);
    beside = look();
  }

  private InsightDocument.Beside look() {
    Wiring.LocalUsage found = wiring.localUsage(usage);
    List<Intake.Problem> leftOut = new ArrayList<>();
    for (SourceCount count : found.report().sources()) {
      leftOut.addAll(count.problems());
    }
    leftOut.addAll(found.report().unread());
    leftOut.addAll(usage.problems());
    List<InsightDocument.Engine> engines =
        wiring.engines().stream()
            .map(
                engine ->
                    new InsightDocument.Engine(engine.name(), engine.address(), engine.models()))
            .toList();
    return new InsightDocument.Beside(engines, usage.billed(), leftOut, found.notLookedAt());
  }

  /// False when no call was found, be it that there was nothing or nothing whole.
  boolean foundCalls() {
    return usage.log().size() > 0;
  }

  /// What was found though no call was: engines, bills, and what could not be read.
  void describe(PrintWriter to) {
    InsightPage.beside(beside, beside.billed().size()).forEach(to::println);
  }

  void print(boolean json, PrintWriter out) {
    FirstInsight.Choices choices = options.choices(market, now);
    Calibration constants = wiring.calibration(Optional.empty());
    Insight insight = new FirstInsight(market, prices, constants).of(usage.log(), choices);
    List<String> next = next(insight);
    if (json) {
      InsightDocument.write(insight, beside, next, out);
    } else {
      new InsightPage(insight, beside).print(next, out);
    }
  }

  private List<String> next(Insight insight) {
    Optional<ApiOffer> today =
        insight.spend().models().stream()
            .flatMap(row -> market.findApi(row.model()).stream())
            .findFirst();
    List<String> next = new ArrayList<>();
    long tokens = insight.month().tokens().count();
    if (tokens >= StatedVolume.LEAST_TOKENS && tokens <= StatedVolume.MOST_TOKENS) {
      next.add(
          "breakeven plan --volume %s/month --output-share %s%s"
              .formatted(
                  Amounts.tokens(insight.month().tokens()),
                  Ratio.of(insight.month().output().count(), tokens)
                      .decimal(3)
                      .stripTrailingZeros()
                      .toPlainString(),
                  today.map(offer -> " --today " + offer.id()).orElse("")));
    }
    insight.ladder().stream()
        .filter(rung -> rung.role() == Insight.Role.SAME_MODEL)
        .filter(rung -> rung.monthly().toOptional().isPresent())
        .findFirst()
        .ifPresent(rung -> next.add("breakeven catalog show " + rung.name()));
    next.add("breakeven --json");
    return next;
  }
}
