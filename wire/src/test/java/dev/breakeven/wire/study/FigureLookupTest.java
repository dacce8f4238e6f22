package dev.breakeven.wire.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.report.Computed;
import dev.breakeven.core.units.Ratio;
import org.junit.jupiter.api.Test;

class FigureLookupTest {
  private static final String DOCUMENT =
      """
      {"skip": {"usd": 9, "list": [[1], 2]}, "usd": "1825.00", "at": "2026-11-21", "ok": true,
       "none": null, "options": [{"cost": 1.5}, {"cost": 2.5e3}]}
      """;

  @Test
  void findsWhatAPathNames() {
    assertThat(FigureLookup.find(DOCUMENT, "usd")).contains(amount("1825"));
    assertThat(FigureLookup.find(DOCUMENT, "options.1.cost")).contains(amount("2500"));
    assertThat(FigureLookup.find(DOCUMENT, "skip.list.1")).contains(amount("2"));
    assertThat(FigureLookup.find(DOCUMENT, "at")).contains(new Computed.Words("2026-11-21"));
    assertThat(FigureLookup.find(DOCUMENT, "ok")).contains(new Computed.Words("yes"));
  }

  @Test
  void nullAndWhatIsInItIsNothing() {
    assertThat(FigureLookup.find(DOCUMENT, "none")).contains(new Computed.Nothing(""));
    assertThat(FigureLookup.find(DOCUMENT, "none.cost")).contains(new Computed.Nothing(""));
  }

  @Test
  void aPathThatLeadsNowhereIsEmpty() {
    for (String path :
        new String[] {"usdd", "options.2.cost", "options.x", "usd.more", "skip", ""}) {
      assertThat(FigureLookup.find(DOCUMENT, path)).as(path).isEmpty();
    }
  }

  private static Computed amount(String number) {
    return new Computed.Amount(Ratio.parse(number));
  }
}
