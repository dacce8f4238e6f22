package dev.breakeven.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.check.Comparison.Cause;
import dev.breakeven.catalog.check.Finding.Rule;
import dev.breakeven.catalog.external.Import;
import dev.breakeven.catalog.external.Importer;
import dev.breakeven.catalog.format.SourceText;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogCheckTest {
  private static final Catalog CATALOG = Catalog.bundled();
  private static final Instant AT = Instant.parse("2026-11-21T00:00:00Z");

  @Test
  void tellsWhyTwoCatalogsDisagree() {
    NamedSource dated =
        source(
            "dated",
            "[{\"id\":\"openai\",\"models\":["
                + genai("same", "{\"input_mtok\":1,\"output_mtok\":2}")
                + ","
                + genai(
                    "changed",
                    "[{\"prices\":{\"input_mtok\":1,\"output_mtok\":6}},{\"constraint\":"
                        + "{\"start_date\":\"2026-07-30\"},\"prices\":"
                        + "{\"input_mtok\":0.2,\"output_mtok\":1.2}}]")
                + ","
                + genai(
                    "tiered",
                    "{\"input_mtok\":{\"base\":2,\"tiers\":[{\"start\":200000,\"price\":4}]},"
                        + "\"output_mtok\":{\"base\":12,\"tiers\":[{\"start\":200000,"
                        + "\"price\":18}]}}")
                + ","
                + genai("pic-image", "{\"input_mtok\":0.3,\"output_mtok\":2.5}")
                + ","
                + genai("voice-tts", "{\"input_mtok\":1,\"output_mtok\":2.5}")
                + ","
                + genai("near", "{\"input_mtok\":1,\"output_mtok\":2}")
                + ","
                + genai("far", "{\"input_mtok\":1,\"output_mtok\":2}")
                + ","
                + genai("alone", "{\"input_mtok\":1,\"output_mtok\":2}")
                + "]}]");
    NamedSource plain =
        source(
            "plain",
            "{\"openai\":{\"models\":{"
                + modelsDev("same", "1.0", "2.0")
                + modelsDev("changed", "1", "6")
                + modelsDev("tiered", "4", "18")
                + modelsDev("pic-image", "0.3", "30")
                + modelsDev("voice-tts", "1", "10")
                + modelsDev("near", "1.001", "2")
                + modelsDev("far", "3", "2")
                + "\"none\":{}}}}");
    Comparison comparison = CatalogCheck.disagreements(List.of(dated, plain), Set.of("openai"), AT);
    assertThat(comparison.compared()).isEqualTo(7);
    assertThat(comparison.agree()).isEqualTo(1);
    assertThat(comparison.disagreements())
        .extracting(each -> each.model() + " " + each.cause())
        .containsExactly(
            "openai/changed " + Cause.DATED_CHANGE,
            "openai/far " + Cause.UNEXPLAINED,
            "openai/near " + Cause.ROUNDING,
            "openai/pic-image " + Cause.IMAGE_OUTPUT,
            "openai/tiered " + Cause.TIER,
            "openai/voice-tts " + Cause.AUDIO);
    assertThat(comparison.report().findings().getFirst().detail())
        .isEqualTo("dated 0.2/1.2, plain 1/6; changed on a date");
  }

  @Test
  void theSamePriceBeforeTheChangeAgrees() {
    NamedSource ours = NamedSource.of("ours", CATALOG);
    Comparison comparison =
        CatalogCheck.disagreements(List.of(ours, NamedSource.of("again", CATALOG)), AT);
    assertThat(comparison.compared()).isGreaterThan(50);
    assertThat(comparison.disagreements()).isEmpty();
  }

  @Test
  void cacheReadsDearerThanInputAndRegionPremiumsAreFound() {
    CheckReport report =
        CatalogCheck.imported(
            read(
                "{\"amazon-bedrock\":{\"models\":{"
                    + modelsDev("anthropic.claude-x-v1:0", "5", "25")
                    + modelsDev("eu.anthropic.claude-x-v1:0", "5.5", "27.5")
                    + modelsDev("us.anthropic.claude-x-v1:0", "5", "25")
                    + "\"odd\":{\"cost\":{\"input\":1,\"output\":2,\"cache_read\":3}},"
                    + "\"free\":{\"cost\":{\"input\":0,\"output\":0}}}}}"));
    assertThat(report.of(Rule.CACHE_READ_ABOVE_INPUT))
        .extracting(Finding::subject)
        .containsExactly("amazon-bedrock/odd");
    assertThat(report.of(Rule.REGION_PREMIUM))
        .extracting(Finding::detail)
        .containsExactly("over the default: eu +10 %, us +0 %");
    assertThat(report.of(Rule.ZERO_PRICE)).hasSize(1);
  }

  @Test
  void findsTrapsInACatalogOfOurOwn() {
    Catalog catalog =
        Catalog.of(
            List.of(
                new SourceText(
                    "o.jsonl",
                    """
                    {"provider":"x","model":"cliff","as_of":"2026-11-01",\
                    "prices":[{"above_input":1000,"input":"1"}]}
                    {"provider":"x","model":"cache","as_of":"2026-11-01","open_weights":true,\
                    "prices":[{"input":"1","cache_read":"2"}]}
                    """),
                new SourceText(
                    "g.csv",
                    "id,provider,instance,gpu,gpu_count,vcpus,memory_gib,region,term,currency,price,"
                        + "per,setup_fee,availability,interruption_rate,basis,source,as_of,note\n"
                        + "a,x,box,h100-sxm,1,,,,on-demand,USD,2,hour,,,,list,,2026-11-01,\n"
                        + "b,x,box,h100-sxm,1,,,,spot,USD,2,hour,,,,list,,2026-11-01,\n"
                        + "c,x,box,h100-sxm,1,,,,on-demand,USD,3,hour,,,,list,,2026-11-01,\n"
                        + "d,x,bin,h100-sxm,1,,,,on-demand,USD,2,hour,,,,list,,2026-11-01,\n"
                        + "e,x,bin,h100-sxm,1,,,,spot,USD,5,hour,,,,list,,2026-11-01,\n")));
    CheckReport report = CatalogCheck.own(catalog, LocalDate.of(2026, 11, 21));
    assertThat(report.of(Rule.CLIFF_WITHOUT_BASE))
        .extracting(Finding::subject)
        .containsExactly("x/cliff");
    assertThat(report.of(Rule.CACHE_READ_ABOVE_INPUT))
        .extracting(Finding::subject)
        .contains("x/cache");
    assertThat(report.of(Rule.UNKNOWN_MODEL)).extracting(Finding::subject).contains("cache");
    assertThat(report.of(Rule.DUPLICATE)).extracting(Finding::subject).containsExactly("c");
    assertThat(report.of(Rule.SPOT_EQUALS_ON_DEMAND))
        .extracting(Finding::subject)
        .containsExactly("b");
    assertThat(report.of(Rule.SPOT_ABOVE_ON_DEMAND))
        .extracting(Finding::subject)
        .containsExactly("e");
  }

  @Test
  void everyAliasOfOursMeansSomethingAndAStrayOneIsFound() {
    assertThat(CATALOG.danglingAliases()).isEmpty();
    Catalog stray =
        Catalog.of(
            List.of(
                new SourceText("a.csv", "alias,id,kind,source\nmine,no-such-model,model,me\n")));
    assertThat(CatalogCheck.own(stray, LocalDate.of(2026, 11, 21)).of(Rule.DANGLING_ALIAS))
        .extracting(Finding::subject)
        .containsExactly("model mine -> no-such-model");
  }

  @Test
  void oldRowsAreStaleOnADayAndNotBefore() {
    assertThat(CatalogCheck.own(CATALOG, LocalDate.of(2026, 7, 3)).of(Rule.STALE))
        .noneMatch(finding -> finding.subject().startsWith("prices of openrouter"));
    assertThat(CatalogCheck.own(CATALOG, LocalDate.of(2027, 7, 3)).of(Rule.STALE))
        .anyMatch(finding -> finding.subject().startsWith("prices of openrouter"));
  }

  private static String genai(String id, String prices) {
    return "{\"id\":\"" + id + "\",\"prices\":" + prices + "}";
  }

  private static String modelsDev(String id, String input, String output) {
    return "\"" + id + "\":{\"cost\":{\"input\":" + input + ",\"output\":" + output + "}},";
  }

  private static NamedSource source(String name, String text) {
    return NamedSource.of(name, read(text));
  }

  private static Import read(String text) {
    return new Importer(CATALOG)
        .read(new SourceText("prices.json", text), LocalDate.of(2026, 8, 21));
  }
}
