package dev.breakeven.core.audit;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Own replicas that serve fewer tokens than pay for their GPUs: another host sells the same tokens
/// of the same model for less than the rent.
final class BelowBreakEvenRule implements WasteRule {
  private static final Ratio MOST_OF_RENT = Ratio.percent(70);
  private static final long LEAST_HOURS = 72;

  private final Instant at;

  BelowBreakEvenRule(Instant at) {
    this.at = at;
  }

  @Override
  public String id() {
    return "self-host-below-break-even";
  }

  private record Hosted(ApiOffer offer, Usd usd) {}

  @Override
  public List<Finding> findings(Estate estate) {
    List<Finding> findings = new ArrayList<>();
    Map<String, List<Gpus.Gpu>> holders = estate.gpus().byHolder();
    for (Replica replica : Replica.all(estate)) {
      List<Gpus.Gpu> gpus = holders.getOrDefault(replica.pod(), List.of());
      boolean judged =
          replica.hours() >= LEAST_HOURS
              && replica.tokens().total().count() > 0
              && gpus.stream().noneMatch(IdleGpus::isIdle);
      if (judged && replica.usdMonth().isPresent()) {
        judge(estate, replica, replica.usdMonth().get()).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private Optional<Finding> judge(Estate estate, Replica replica, Usd rent) {
    Usage month = replica.perMonth();
    return hosted(estate, replica.model(), month)
        .filter(hosted -> hosted.usd().compareTo(rent.times(MOST_OF_RENT)) < 0)
        .map(
            hosted ->
                new Finding(
                    id(),
                    replica.pod(),
                    Optional.of(rent.minus(hosted.usd())),
                    Basis.LIST_EQUIVALENT,
                    Finding.Confidence.MEDIUM,
                    List.of(
                        "rent %s a month for %s + %s tokens of %s on %,d GPUs"
                            .formatted(
                                Amounts.dollars(rent),
                                Amounts.tokens(Tokens.of(month.totalInput())),
                                Amounts.tokens(Tokens.of(month.totalOutput())),
                                Finding.quoted(replica.model()),
                                replica.gpus()),
                        "the same tokens cost %s a month at %s (list)"
                            .formatted(Amounts.dollars(hosted.usd()), hosted.offer().id())),
                    "Send its traffic to " + hosted.offer().id() + ", or give it more of it"));
  }

  private Optional<Hosted> hosted(Estate estate, String model, Usage month) {
    Optional<ModelCard> card = estate.market().findModel(model);
    return card.stream()
        .flatMap(each -> estate.market().hostsOf(each.id()).stream())
        .flatMap(
            offer -> Quotes.ofSum(offer, at, month).map(usd -> new Hosted(offer, usd)).stream())
        .filter(hosted -> hosted.usd().nanos() > 0)
        .min(
            Comparator.comparing(Hosted::usd)
                .thenComparing(hosted -> hosted.offer().id().toString()));
  }
}
