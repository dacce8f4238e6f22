package dev.breakeven.cli;

import static dev.breakeven.cli.PriceFixtures.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogListAndShowTest {
  private static final String GPU_HEADER =
      "id,provider,instance,gpu,gpu_count,vcpus,memory_gib,region,term,currency,price,"
          + "per,setup_fee,availability,interruption_rate,basis,source,as_of,note\n";

  @TempDir private Path folder;
  private String prices = "";
  private String rigs = "";

  @BeforeEach
  void writeOverlays() {
    prices =
        write(
                folder,
                "mine.jsonl",
                """
                {"provider":"acme","model":"tale-1","as_of":"2026-11-01","source":"the contract",\
                "context":400000,"max_output":8000,"note":"pilot",\
                "prices":[{"to":"2026-06-01T00:00:00Z","input":"9","output":"9"},\
                {"from":"2026-06-01T00:00:00Z","input":"1.5","cache_read":"0.15","output":"6"},\
                {"from":"2026-06-01T00:00:00Z","above_input":200000,"input":"3","output":"9"},\
                {"from":"2026-06-01T00:00:00Z","region":"eu","input":"1.65","output":"6.6"},\
                {"from":"2026-06-01T00:00:00Z","service":"batch","input":"0.75","output":"3"},\
                {"from":"2026-06-01T00:00:00Z","window":{"start":"01:00","end":"06:00",\
                "tz":"UTC"},"input":"0.5","output":"2"}],\
                "rate_tiers":[{"name":"one","requests_per_minute":500,\
                "tokens_per_minute":30000}]}
                {"provider":"acme","discount":"0.1"}
                """)
            .toString();
    rigs =
        write(
                folder,
                "rigs.csv",
                GPU_HEADER
                    + "acme-8x-h100,acme,dgx,h100-sxm,8,,,eu-west,reserved-1y,USD,15.20,hour,,"
                    + "guaranteed,3%,user-stated,quote 4711,2026-11-01,\n"
                    + "acme-gbp,acme,dgx,h100-sxm,8,,,eu-west,monthly,GBP,100,month,,"
                    + "unknown,,user-stated,,2026-11-01,\n")
            .toString();
  }

  @Test
  void listShowsThePriceInForceAndTheDiscountBesideIt() {
    Shell.Result result = run("list", "acme/", "--apis");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .containsPattern("acme/tale-1 +1.5 +6 +2026-11-01 +your × 0.9; .*mine.jsonl:1")
        .contains("1 hosted models, 0 open models, 0 GPUs, 0 GPU offers");
    assertThat(run("list", "acme/", "--apis", "--at", "2026-11-21T02:00:00Z").out())
        .containsPattern("acme/tale-1 +0.5 +2 ");
    assertThat(run("list", "acme/", "--apis", "--at", "2026-05-01").out())
        .containsPattern("acme/tale-1 +9 +9 ");
  }

  @Test
  void listTellsGpuOffersByTheirGpuAndSaysWhatCannotBeUsed() {
    Shell.Result result = run("list", "acme");
    assertThat(result.out())
        .containsPattern("h100-sxm offer +GPUs +listed +as of +available +source")
        .containsPattern("acme-8x-h100 +8 +USD 15.20/hour +2026-11-01 +guaranteed +")
        .containsPattern("acme-gbp +.*GBP");
    assertThat(run("list", "h100-sxm", "--gpus").out())
        .contains("acme-8x-h100")
        .containsPattern("h100-sxm +85.5 GB +3350 GB/s +989 TFLOP/s");
  }

  @Test
  void noLineOfTheWholeListIsWiderThanThePage() {
    Shell.Result all = Shell.run("catalog", "list");
    assertThat(all.status()).isZero();
    assertThat(all.out().lines()).hasSizeGreaterThan(1_000);
    assertThat(all.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void aSpellingOfSomebodyElseIsFoundUnderOurName() {
    assertThat(run("list", "meta-llama/Llama-3.3-70B-Instruct", "--models").out())
        .contains("llama-3.3-70b ")
        .contains("327,680");
  }

  @Test
  void whatIsNotFoundSuggestsWhatIsNear() {
    for (String verb : List.of("list", "show")) {
      Shell.Result result = run(verb, "gpt-4oo");
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .startsWith("error 122: no entry 'gpt-4oo'. Did you mean ")
          .contains("gpt-4o");
    }
  }

  @Test
  void showHasEveryPriceOfAHostedModel() {
    Shell.Result result = run("show", "acme/tale-1", "--at", "2026-11-21");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("acme/tale-1: hosted model, sold by acme\n")
        .contains("400,000 tokens in all, 8,000 tokens out")
        .contains("one: 500 requests, 30,000 tokens a minute")
        .contains("discount      × 0.9 on every rate below")
        .contains("(the contract), as of 2026-11-01")
        .contains("pilot")
        .containsPattern("(?m)^ +2026-06-01 +standard +9 +9$")
        .containsPattern("\\* +2026-06-01 +standard +1.5 +0.15 +6\n")
        .containsPattern("\\* +2026-06-01 +standard +200,000 +3 +9\n")
        .containsPattern("\\* +2026-06-01 +standard +eu +1.65 +6.6")
        .containsPattern("\\* +2026-06-01 +batch +0.75 +3\n")
        .containsPattern("(?m)^ +2026-06-01 +standard +01:00-06:00 UTC +0.5 +2")
        .contains("a prompt over the cliff reprices the whole request");
    assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @Test
  void showDescribesModelsGpusAndGpuOffers() {
    assertThat(run("show", "llama-3.3-70b").out())
        .contains("70,550,000,000")
        .contains("327,680 bytes a token, at 2 bytes an element")
        .contains("80 layers of 8,192; 64 heads, 8 KV heads of 128");
    assertThat(run("show", "H100").out())
        .contains("h100-sxm: GPU by nvidia")
        .contains("85,520,809,984 bytes");
    assertThat(run("show", "acme-8x-h100").out())
        .contains("8 × h100-sxm")
        .contains("USD 15.20/hour for the whole instance")
        .contains("$15.20/h, $1.90/h a GPU")
        .contains("$11,096 for 730 hours")
        .contains("interrupted   3 %")
        .contains("(quote 4711), as of 2026-11-01");
    assertThat(run("show", "acme-gbp").out())
        .startsWith("acme-gbp: cannot be used")
        .contains("rigs.csv:3");
  }

  @Test
  void jsonHasTheSameFactsAndNullForTheUnknown() {
    JsonTree json = run("show", "acme/tale-1", "--json", "--at", "2026-11-21").json();
    Map<?, ?> offer = (Map<?, ?>) ((List<?>) json.get("apis")).getFirst();
    assertThat(offer.get("discount_factor")).isEqualTo("0.9");
    List<?> rows = (List<?>) offer.get("prices");
    assertThat(rows).hasSize(6);
    assertThat(rows)
        .anySatisfy(
            row ->
                assertThat(row.toString())
                    .contains("above_input=200000", "usd_per_mtok={input=3, output=9"));
    JsonTree rented = run("show", "seed-004-h100-on-demand", "--json").json();
    Map<?, ?> gpu = (Map<?, ?>) ((List<?>) rented.get("gpu_offers")).getFirst();
    assertThat(gpu.get("interruption_rate")).isNull();
    assertThat(gpu.containsKey("interruption_rate")).isTrue();
    assertThat(gpu.get("usd_per_hour")).isEqualTo("2.50");
    JsonTree list = run("list", "acme", "--json").json();
    assertThat((List<?>) list.get("unusable")).hasSize(1);
  }

  private Shell.Result run(String verb, String word, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("catalog", verb, word, "--prices", prices, "--prices", rigs));
    arguments.addAll(List.of(more));
    return Shell.run(arguments.toArray(String[]::new));
  }
}
