package dev.breakeven.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.units.Ratio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatedTest {
  @ParameterizedTest
  @CsvSource({
    // what rounds to the printed digits agrees
    "0.99, 0.99206, agrees",
    "1.35, 1.3549, agrees",
    "2B, 1986768000, agrees",
    "'1,705', 1705, agrees",
    // within a tenth, but not to the digits: stated / computed - 1 = 1.35 / 1.2875 - 1
    "1.35, 1.2875, close 0.048543689 high",
    "0.95, 1, close 0.05 low",
    // a tenth is too much, even where the digits are coarse
    "1, 0.61, off 1.639344262 high",
    "11.1M, 11100000000, off 1000 low",
    "0.50, 50, off 100 low",
    // a range is taken at its edges
    "6-7, 6.2, agrees",
    "6-7, 7.4, close 0.054054054 low",
    "4-5, 1.25, off 3.2 high",
    "50-80%, 0.65, agrees",
    "100-500M, 310000000, agrees",
    "7-6, 6.5, differs",
    "44%, 0.4444, agrees",
    // no factor leads to or from nothing
    "5, 0, differs",
    "5, -3, differs",
    "yes, 5, differs",
  })
  void judgesANumberBesideAComputedOne(String stated, String computed, String expected) {
    Computed value = new Computed.Amount(Ratio.parse(computed));

    assertThat(words(Stated.parse(stated).beside(value))).isEqualTo(expected);
  }

  @Test
  void comparesWordsWithoutCase() {
    Stated own = Stated.parse("own GPUs");

    assertThat(words(own.beside(new Computed.Words("Own GPUs")))).isEqualTo("agrees");
    assertThat(words(own.beside(new Computed.Words("frontier")))).isEqualTo("differs");
  }

  @Test
  void aNumberIsNotAnsweredByNothingOrByWords() {
    Stated stated = Stated.parse("500M");

    assertThat(words(stated.beside(new Computed.Nothing("never")))).isEqualTo("unanswered");
    assertThat(words(stated.beside(new Computed.Words("no")))).isEqualTo("differs");
  }

  private static String words(Agreement agreement) {
    return switch (agreement) {
      case Agreement.Agrees _ -> "agrees";
      case Agreement.Close(Ratio share, boolean high) ->
          "close " + share + (high ? " high" : " low");
      case Agreement.Off(Ratio factor, boolean high) -> "off " + factor + (high ? " high" : " low");
      case Agreement.Differs _ -> "differs";
      case Agreement.Unanswered _ -> "unanswered";
    };
  }
}
