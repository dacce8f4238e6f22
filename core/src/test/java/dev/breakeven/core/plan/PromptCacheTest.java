package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.PromptCache;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.SampleOffers;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What prompt caches make of a traffic that repeats itself, at hosts and on own GPUs.
class PromptCacheTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MONTH = Hours.MONTH.seconds().times(SECOND).rounded().longValueExact();

  /// A month of three requests in blocks of 512: 1 2 3 at second 0, 1 2 4 at 60, 1 2 3 at 700; each
  /// 1,536 tokens in and 100 out.
  private static Trace threePrompts() {
    Trace.Builder builder = new Trace.Builder(512).period(MONTH);
    builder.add(0, 1536, 100, new long[] {1, 2, 3}, 3);
    builder.add(60 * SECOND, 1536, 100, new long[] {1, 2, 4}, 3);
    builder.add(700 * SECOND, 1536, 100, new long[] {1, 2, 3}, 3);
    return builder.build(new Provenance.Observed("test"));
  }

  /// USD 1 per million in and 10 out, and the rates of a cache.
  private static ApiOffer host(Map<TokenClass, String> cache) {
    Map<TokenClass, String> rates = new EnumMap<>(TokenClass.class);
    rates.putAll(cache);
    rates.put(TokenClass.INPUT, "1");
    rates.put(TokenClass.OUTPUT, "10");
    return Scenario.host(
        "host", Scenario.MODEL.id(), Optional.empty(), List.of(SampleOffers.row(0, rates)));
  }

  private static Option.Hosted price(Trace trace, ApiOffer offer, PromptCache cache) {
    Scenario scenario = new Scenario();
    scenario.trace = trace;
    return new HostedPricing(scenario.request(), _ -> cache).option(offer, Option.Role.SAME_MODEL);
  }

  private static Usd cached(Map<TokenClass, String> rates, PromptCache cache) {
    Option.Hosted option = price(threePrompts(), host(rates), cache);
    assertThat(option.monthly().orElseThrow().value()).isEqualTo(Usd.parse("0.007608"));
    return option.cached().orElseThrow().value();
  }

  private static PromptCache lives(Duration lifetime) {
    return new PromptCache(Optional.empty(), Optional.of(lifetime));
  }

  /// 0.003 for the output. Found: 1,024 tokens of the second prompt and all of the third.
  @Test
  void hitsAreChargedAtTheirOwnRate() {
    Map<TokenClass, String> rates = Map.of(TokenClass.CACHE_READ, "0.1");

    assertThat(cached(rates, PromptCache.UNKNOWN)).isEqualTo(Usd.parse("0.005304"));
  }

  /// At second 700 the blocks were last used 640 seconds ago.
  @Test
  void aPrefixThatNobodyUsedForItsLifetimeIsPaidInFull() {
    Map<TokenClass, String> rates = Map.of(TokenClass.CACHE_READ, "0.1");

    assertThat(cached(rates, lives(Duration.ofMinutes(5)))).isEqualTo(Usd.parse("0.0066864"));
    assertThat(cached(rates, lives(Duration.ofHours(1)))).isEqualTo(Usd.parse("0.005304"));
  }

  /// 1,024 tokens are too few; 1,536 are not.
  @Test
  void aPrefixUnderTheMinimumIsPaidInFull() {
    PromptCache least = new PromptCache(Optional.of(1025L), Optional.empty());

    assertThat(cached(Map.of(TokenClass.CACHE_READ, "0.1"), least))
        .isEqualTo(Usd.parse("0.0062256"));
  }

  /// 2,048 tokens are stored at 1.25.
  @Test
  void whatIsStoredIsChargedWhereTheHostDoes() {
    Map<TokenClass, String> rates =
        Map.of(TokenClass.CACHE_READ, "0.1", TokenClass.CACHE_WRITE_5M, "1.25");

    assertThat(cached(rates, PromptCache.UNKNOWN)).isEqualTo(Usd.parse("0.005816"));
  }

  /// Five minutes: 1,024 read and 3,584 stored at 1.25, 0.0075824. An hour: 2,560 and 2,048 at 2.
  @Test
  void theBetterOfTwoLifetimesIsTaken() {
    Map<TokenClass, String> rates =
        Map.of(
            TokenClass.CACHE_READ, "0.1",
            TokenClass.CACHE_WRITE_5M, "1.25",
            TokenClass.CACHE_WRITE_1H, "2");

    assertThat(cached(rates, PromptCache.UNKNOWN)).isEqualTo(Usd.parse("0.007352"));
  }

  @Test
  void aCacheThatOnlyCostsMoreIsNotUsed() {
    Map<TokenClass, String> rates =
        Map.of(TokenClass.CACHE_READ, "0.1", TokenClass.CACHE_WRITE_5M, "3");

    assertThat(cached(rates, PromptCache.UNKNOWN)).isEqualTo(Usd.parse("0.007608"));
  }

  @Test
  void withoutAPriceOrPrefixesNothingIsKnownOfHits() {
    Map<TokenClass, String> reads = Map.of(TokenClass.CACHE_READ, "0.1");

    assertThat(price(threePrompts(), host(Map.of()), PromptCache.UNKNOWN).cached()).isEmpty();
    assertThat(price(threePrompts().withoutPrefixes(), host(reads), PromptCache.UNKNOWN).cached())
        .isEmpty();
  }

  /// At a cliff of 1,000 tokens and without one: the way by single requests and that by sums.
  @Test
  void aLongerLifeNeverCostsMore() {
    Property.check(
        "lifetime",
        50,
        random -> {
          Trace trace = conversations(random.nextInt(1000), 400, 2);
          List<ApiOffer> offers =
              List.of(
                  host(Map.of(TokenClass.CACHE_READ, "0.2", TokenClass.CACHE_WRITE_5M, "1.1")),
                  Scenario.host(
                      "cliff",
                      Scenario.MODEL.id(),
                      Optional.empty(),
                      List.of(row(0, "1", "0.2"), row(1000, "2", "0.4"))));
          Duration life = Duration.ofSeconds(random.nextInt(120));
          Duration more = life.plusSeconds(random.nextInt(120));
          for (ApiOffer offer : offers) {
            Option.Hosted brief = price(trace, offer, lives(life));
            Option.Hosted longer = price(trace, offer, lives(more));
            assertThat(usd(longer.cached())).isLessThanOrEqualTo(usd(brief.cached()));
            assertThat(usd(brief.cached())).isLessThanOrEqualTo(usd(brief.monthly()));
          }
        });
  }

  private static PriceRow row(long above, String input, String read) {
    return SampleOffers.row(
        above,
        Map.of(TokenClass.INPUT, input, TokenClass.CACHE_READ, read, TokenClass.OUTPUT, "1"));
  }

  private static Usd usd(Optional<Figure<Usd>> figure) {
    return figure.orElseThrow().value();
  }

  /// Ten minutes of `perSecond` requests, turns of `talks` conversations that each add a block of
  /// 512 tokens to what was said before, up to eight; 32 tokens out.
  private static Trace conversations(int seed, int talks, int perSecond) {
    SplittableRandom random = new SplittableRandom(seed);
    Trace.Builder builder = new Trace.Builder(512).period(600 * SECOND);
    int[] turns = new int[talks];
    for (int i = 0; i < 600 * perSecond; i++) {
      int talk = random.nextInt(talks);
      int blocks = 1 + turns[talk]++ % 8;
      long chapter = (turns[talk] - 1) / 8;
      long[] ids = new long[blocks];
      for (int block = 0; block < blocks; block++) {
        ids[block] = ((long) talk * 1000 + chapter) * 8 + block;
      }
      builder.add(i * SECOND / perSecond, 512 * blocks, 32, ids, blocks);
    }
    return builder.build(new Provenance.Observed("test"));
  }

  private static Option.Own own(Plan plan) {
    return plan.options().stream()
        .filter(Option.Own.class::isInstance)
        .map(Option.Own.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /// Of 4.5 blocks in the mean all but the newest repeat; what repeats need not be read.
  @Test
  void ownGpusThatKnowPrefixesNeverCostMoreAndHereLess() {
    List<Long> saved = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      Scenario scenario = new Scenario();
      scenario.slo = Slo.parse("ttft-p95=2s,tpot-p95=100ms");
      scenario.trace = conversations(seed, 40, 8);
      Plan known = scenario.plan();
      scenario.trace = scenario.trace.withoutPrefixes();
      Plan unknown = scenario.plan();

      assertThat(known.request().traffic().repeated().orElseThrow()).isBetween(0.6, 0.9);
      assertThat(own(known).run().orElseThrow().prefixHitShare().orElseThrow())
          .isBetween(0.1, known.request().traffic().repeated().orElseThrow());
      assertThat(own(unknown).run().orElseThrow().prefixHitShare()).isEmpty();
      assertThat(usd(own(known).monthly())).isLessThanOrEqualTo(usd(own(unknown).monthly()));
      saved.add(own(unknown).sizing().needed() - own(known).sizing().needed());
    }
    assertThat(saved).allMatch(replicas -> replicas >= 0).anyMatch(replicas -> replicas > 0);
  }

  @Test
  void aPlanSaysWhatItTakesForGrantedOfCaches() {
    Scenario scenario = new Scenario();
    assertThat(assumed(scenario.estimate())).contains("which prompts begin alike is unknown");
    assertThat(scenario.request().traffic().repeated()).isEmpty();

    scenario.trace = threePrompts();
    assertThat(assumed(scenario.estimate())).contains("56 % of prompt tokens repeat a prefix");
  }

  /// KV blocks have 16 tokens.
  @Test
  void prefixBlocksThatAreNoWholeKvBlocksAreSaidNotToBeSimulated() {
    Trace.Builder builder = new Trace.Builder(100).period(3600 * SECOND);
    for (int i = 0; i < 100; i++) {
      builder.add(i * SECOND, 100, 10, new long[] {1}, 1);
    }
    Scenario scenario = new Scenario();
    scenario.trace = builder.build(new Provenance.Observed("test"));
    Plan plan = scenario.plan();

    assertThat(assumed(plan)).contains("99 % of prompt tokens repeat").contains("100 tokens");
    assertThat(own(plan).run().orElseThrow().prefixHitShare()).isEmpty();
  }

  private static String assumed(Plan plan) {
    return plan.assumptions().stream()
        .map(Plan.Assumption::text)
        .reduce("", (all, text) -> all + text + "\n");
  }

  /// Own GPUs at $7,300 against a host of $20,000 that is cheaper once prefixes are found.
  @Test
  void hitsThatWouldDecideMakeItTooCloseToCall() {
    Scenario scenario = new Scenario();
    scenario.trace = conversations(1, 40, 2);
    double millions = scenario.request().traffic().inputPerMonth().count() / 1e6;
    String input = "%.6f".formatted(20_000 / millions);
    scenario.hosts.add(
        Scenario.host(
            "caching",
            Scenario.MODEL.id(),
            Optional.empty(),
            List.of(
                SampleOffers.row(
                    0,
                    Map.of(
                        TokenClass.INPUT, input,
                        TokenClass.CACHE_READ, "0",
                        TokenClass.OUTPUT, "0")))));
    Plan plan = scenario.plan();

    assertThat(plan.verdict().recommended().orElseThrow()).isInstanceOf(Option.Own.class);
    assertThat(plan.verdict().tooClose()).isTrue();
    assertThat(plan.verdict().line())
        .startsWith("Too close to call")
        .contains("caching/")
        .contains("if every prompt prefix that repeats hit its cache");
    Sensitivity bar =
        plan.answers().sensitivity().stream()
            .filter(each -> each.input().equals("API cache hits"))
            .findFirst()
            .orElseThrow();
    assertThat(bar.gapAtLow()).isEqualTo(bar.gap()).isLessThan(Usd.ZERO);
    assertThat(bar.gapAtHigh()).isGreaterThan(Usd.ZERO);
    // 12,700 of what 20,000 times the share that repeats can save
    assertThat(bar.flipsAt().toOptional().orElseThrow().toDouble())
        .isCloseTo(
            12_700 / (20_000 * scenario.request().traffic().repeated().orElseThrow()),
            within(0.001));
    assertThat(Explanation.of(plan))
        .containsKey(
            plan.options().stream()
                    .filter(Option.Hosted.class::isInstance)
                    .findFirst()
                    .orElseThrow()
                    .name()
                + " with cache hits");
  }
}
