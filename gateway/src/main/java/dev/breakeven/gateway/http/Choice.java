package dev.breakeven.gateway.http;

import dev.breakeven.core.routing.ModelAliases;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.Caller;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.metering.PriceBook;
import dev.breakeven.wire.dialect.RequestFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Who may answer a request, in order, and why they; the reason is empty for a model that was asked
/// for by its own name.
record Choice(List<Leg> legs, String reason) {
  /// What is asked, by whom, and at which prices.
  record Question(
      Configuration configuration,
      Endpoint endpoint,
      RequestFacts facts,
      Caller caller,
      PriceBook prices,
      Instant now) {
    /// No leg is outside of where the caller may go.
    Choice choice(boolean escalated) {
      return configuration
          .settings()
          .aliases()
          .resolve(
              facts.model(),
              escalated,
              outline(),
              model -> legs(model).stream().anyMatch(this::hasRoom))
          .map(this::choice)
          .orElseGet(() -> new Choice(legs(facts.model()), ""));
    }

    private Choice choice(ModelAliases.Choice chosen) {
      List<Leg> legs = new ArrayList<>();
      chosen.byPrice().forEach(model -> legs.addAll(legs(model)));
      // a stable sort: of equal prices the one that is stated first
      legs.sort(
          Comparator.comparing(
              this::price, Comparator.comparing(usd -> usd.orElse(new Usd(Long.MAX_VALUE)))));
      chosen.then().forEach(model -> legs.addAll(legs(model)));
      List<Leg> roomy = new ArrayList<>(legs);
      roomy.removeIf(leg -> !hasRoom(leg));
      // when it is too long for each of them, they say so themselves
      return new Choice(roomy.isEmpty() ? legs : roomy, chosen.reason());
    }

    private List<Leg> legs(String model) {
      List<Leg> legs = new ArrayList<>();
      configuration
          .upstreams()
          .chain(model, each -> endpoint.isSpokenBy(each) && caller.mayGo(each))
          .forEach(upstream -> legs.add(new Leg(upstream, model)));
      return legs;
    }

    private ModelAliases.Outline outline() {
      return new ModelAliases.Outline(
          facts.tools(),
          facts.schema(),
          facts.images() + facts.audio() + facts.documents() > 0,
          promptTokens());
    }

    private long promptTokens() {
      return AttemptRecord.tokens(facts.promptBytes());
    }

    private long outputTokens() {
      return facts.maxTokens().orElse(configuration.settings().bodies().defaultOutput());
    }

    /// True as well where nobody knows how much fits in.
    private boolean hasRoom(Leg leg) {
      return prices
          .context(leg.upstream().settings(), leg.model())
          .filter(context -> promptTokens() + facts.maxTokens().orElse(0) > context.count())
          .isEmpty();
    }

    /// Of this request by the prices in force; empty where there is none, which is not cheap.
    private Optional<Usd> price(Leg leg) {
      return prices.worstCase(
          leg.upstream().settings(), leg.model(), promptTokens(), outputTokens(), now);
    }
  }
}
