package dev.breakeven.core.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Golden vectors: every number of five published articles that follows from its inputs, as our own
/// functions compute it.
///
/// Ratios are compared exactly. Money is compared with the exact fraction rounded to a nano-dollar,
/// which is what `Usd` holds; three break-evens over such money to a thousandth of a token.
class PublishedClaimsTest {
  static final List<Claim> ALL =
      Stream.of(
              TokenomicsClaims.all(),
              InternalModelsClaims.all(),
              HardwareOptionsClaims.all(),
              FourGpuBoxClaims.all(),
              FixedCostTrapClaims.all())
          .flatMap(List::stream)
          .toList();

  @TestFactory
  Stream<DynamicTest> productionAnswersWhatTheInputsSay() {
    return ALL.stream()
        .map(
            claim ->
                DynamicTest.dynamicTest(
                    claim.id(),
                    () ->
                        assertThat(claim.holds())
                            .as("%s: %s, expected %s", claim.id(), claim.answer(), claim.expected())
                            .isTrue()));
  }

  @Test
  void aWrongAnswerIsSeen() {
    assertThat(new Claim("", "1/3", Ratio.of(1, 3)).holds()).isTrue();
    assertThat(new Claim("", "1/3", Ratio.parse("0.333333333333")).holds()).isFalse();
    assertThat(new Claim("", "1/3", Usd.parse("0.333333333")).holds()).isTrue();
    assertThat(new Claim("", "1/3", Usd.parse("0.333333334")).holds()).isFalse();
    assertThat(new Claim("", "0", Attainable.never("")).holds()).isFalse();
    assertThat(new Claim("", Claim.NEVER, Attainable.never("")).holds()).isTrue();
  }

  @Test
  void everyTextIsEitherComputedOrSaysWhyNot() {
    TreeSet<String> computed = ids(ALL.stream().map(Claim::id));
    assertThat(computed).hasSameSizeAs(ALL);
    assertThat(computed).doesNotContainAnyElementsOf(NotComputable.REASONS.keySet());
    computed.addAll(NotComputable.REASONS.keySet());

    assertThat(ids(ClaimText.all().stream().map(ClaimText::id))).isEqualTo(computed);
  }

  @Test
  void coversEveryRowOfTheReferenceTable() throws IOException {
    SharedClaims shared = sharedOrSkip();
    Map<String, String> exact = new TreeMap<>();
    TreeSet<String> without = new TreeSet<>();
    for (Map<String, String> row : shared.rows()) {
      Optional<String> value = SharedClaims.exact(row);
      value.ifPresentOrElse(
          text -> exact.put(row.get("id"), text), () -> without.add(row.get("id")));
    }

    assertThat(ALL.stream().collect(Collectors.toMap(Claim::id, Claim::expected)))
        .containsExactlyInAnyOrderEntriesOf(exact);
    assertThat(NotComputable.REASONS.keySet()).isEqualTo(without);
  }

  @Test
  void agreesWithTheReferenceTableOnWhatHolds() throws IOException {
    Map<String, Map<String, String>> rows =
        sharedOrSkip().rows().stream().collect(Collectors.toMap(row -> row.get("id"), row -> row));
    Map<String, Claim> claims = ALL.stream().collect(Collectors.toMap(Claim::id, claim -> claim));
    for (ClaimText text : ClaimText.all()) {
      Map<String, String> row = rows.get(text.id());
      assertThat(text.stated().map(Object::toString).orElse(""))
          .as(text.id())
          .isEqualTo(
              row.get("stated_value").isEmpty()
                  ? ""
                  : Claim.number(row.get("stated_value")).toString());
      String verdict = row.get("verdict");
      if (verdict.startsWith("holds") || verdict.startsWith("off")) {
        assertThat(
                Verdict.of(text.id(), text.stated().get(), claims.get(text.id()).value()).holds())
            .as("%s %s", text.id(), verdict)
            .isEqualTo(verdict.startsWith("holds"));
      }
    }
  }

  private static SharedClaims sharedOrSkip() throws IOException {
    Optional<SharedClaims> shared = SharedClaims.read();
    assumeTrue(shared.isPresent(), "the reference table is not here");
    return shared.get();
  }

  private static TreeSet<String> ids(Stream<String> ids) {
    return ids.collect(Collectors.toCollection(TreeSet::new));
  }
}
