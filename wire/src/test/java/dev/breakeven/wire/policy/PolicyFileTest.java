package dev.breakeven.wire.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.balance.ReplicaCapacity;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.routing.RoutingPolicy;
import dev.breakeven.core.serving.ServingEngine;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
  private static final RoutingPolicy MIX =
      new RoutingPolicy(
          "Run a mix \"so\".",
          Instant.parse("2026-11-21T12:00:00Z"),
          LocalDate.parse("2026-11-20"),
          List.of(
              new RoutingPolicy.Pool(
                  "pool",
                  new ModelId("llama-3.3-70b"),
                  new RoutingPolicy.Replica(
                      ServingEngine.VLLM, "fp8", "h100-sxm", 4, 55, 8192, "0.9"),
                  3,
                  Optional.of(
                      new SpillRule(
                          new ReplicaCapacity(55, 230_000_000_000L, 4_500_000L),
                          2_000_000_000_000L))),
              new RoutingPolicy.Api(
                  "groq/llama-3.3-70b",
                  new ModelId("llama-3.3-70b"),
                  new ProviderId("groq"),
                  "groq/llama-3.3-70b@2026-08-21")),
          new RoutingPolicy.Allowed(Set.of("groq"), Set.of("eu", "us")),
          List.of("up to 2 replicas on demand"));

  private static String written(RoutingPolicy policy) {
    StringWriter out = new StringWriter();
    PolicyFile.write(policy, out);
    return out.toString();
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    assertThat(PolicyFile.read("p.json", written(MIX))).isEqualTo(MIX);
    RoutingPolicy api =
        new RoutingPolicy(
            "Stay.",
            MIX.at(),
            MIX.catalogAsOf(),
            List.of(MIX.targets().getLast()),
            new RoutingPolicy.Allowed(Set.of("groq"), Set.of()));
    assertThat(PolicyFile.read("p.json", written(api))).isEqualTo(api);
  }

  @Test
  void whatIsLeftOutNeedNotBeSaid() {
    String without = written(MIX).replace(",\"left_out\":[\"up to 2 replicas on demand\"]", "");
    assertThat(without).isNotEqualTo(written(MIX));
    assertThat(PolicyFile.read("p.json", without).leftOut()).isEmpty();
  }

  @Test
  void theSamePolicyIsTheSameBytes() {
    assertThat(written(PolicyFile.read("p.json", written(MIX)))).isEqualTo(written(MIX));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"policy\":1 | \"policy\":2 | a policy of version 2",
        "\"replicas\":3 | \"replicas\":0 | replicas: 0 (expected: at least 1)",
        "\"replicas\":3 | \"replicas\":\"3\" | targets[0].replicas is not a number",
        "\"batch\":55 | \"batch\":55.5 | targets[0].spill.batch is not a whole number",
        "\"batch\":55 | \"batsch\":55 | unknown key 'batsch' in targets[0].spill",
        "\"kind\":\"api\" | \"kind\":\"apu\" | kind: apu (expected: pool or api)",
        "\"engine\":\"vllm\" | \"engine\":\"wllm\" | no engine 'wllm'",
        "\"by-token\" | \"free\" | marginal_price: free (expected: by-token for kind api)",
        "\"at\":\"2026-11-21T12:00:00Z\" | \"at\":\"soon\" | no date or instant: soon",
        "\"id\":\"groq/llama-3.3-70b\" | \"id\":\"pool\" | two are called the same",
        "\"verdict\" | \"verdickt\" | unknown key 'verdickt'",
        "{\"policy\" | [{\"policy\" | not JSON",
      })
  void faultsAreNamedWithTheirPlace(String was, String is, String message) {
    String text = written(MIX).replace(was, is);
    assertThat(text).isNotEqualTo(written(MIX));
    assertThatThrownBy(() -> PolicyFile.read("p.json", text))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            error ->
                assertThat(error.oneLine())
                    .startsWith("error 201: ")
                    .contains(message)
                    .contains("(p.json:"));
  }

  @Test
  void aPoolThatSpillsNeedsSomewhereToSpillTo() {
    assertThatThrownBy(
            () ->
                new RoutingPolicy(
                    "",
                    MIX.at(),
                    MIX.catalogAsOf(),
                    List.of(MIX.targets().getFirst()),
                    MIX.allowed()))
        .hasMessage("targets: pool spills and nothing follows it (expected: another target)");
  }
}
