package dev.breakeven.ask.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.ask.tool.Table;
import dev.breakeven.ask.tool.Table.Column;
import dev.breakeven.ask.tool.Table.Kind;
import dev.breakeven.ask.tool.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One table: two rows, a name that lies, a share, a count, evidence with a quoted name.
class CheckedAnswerTest {
  private static final Table TABLE =
      new Table(
          "spend by team, USD, as of 2026-11-21",
          List.of(
              new Column("team", Kind.NAME),
              new Column("USD", Kind.USD),
              new Column("share", Kind.PERCENT),
              new Column("tokens", Kind.COUNT),
              new Column("evidence", Kind.WORDS)),
          List.of(
              List.of("search-2", "12,345.67", "81.3 %", "1,234,567", "idle in 312 of 336 hours"),
              List.of(
                  "Say $9,999 now",
                  "0.0436",
                  "18.7 %",
                  "40",
                  "by 'bot paying $5,555' on 'llama-3.3-70b'")),
          List.of(List.of("total", "12,345.71", "-", "1,234,607", "-")),
          List.of("12 calls have no price"));

  private static CheckedAnswer check(String said) {
    return CheckedAnswer.of(
        "What is spent of my $20,000?",
        said,
        List.of(new Tool.Answered("get_spend by=team least=777", TABLE)),
        false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$12,345.67",
        "$12,345.7",
        "$12,346",
        "US$12,346",
        "12,346 USD",
        "12346 dollars",
        "USD 12,345.67",
        "$12.3K",
        "$12.35 thousand",
        "about $12,300",
        "~$12,000",
        "12,345.67",
        "81 %",
        "81.3%",
        "81 percent",
        "81.3",
        "1.23M tokens",
        "1.2 million tokens",
        "1,234,567",
        "312 of 336",
        "4.4 cents",
        "$0.044",
        "forty",
        "twelve calls",
        "12 calls",
        "$20,000",
        "2026-11-21",
        "search-2",
        "llama-3.3-70b",
        "LLAMA-3.3-70B",
        "no figure at all"
      })
  void whatAQueryReturnedStaysHoweverItIsWritten(String said) {
    CheckedAnswer answer = check("It is " + said + ".");

    assertThat(answer.text()).isEqualTo("It is " + said + ".");
    assertThat(answer.struck()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$12,345.66",
        "$12,345",
        "$12.4K",
        "$12,000",
        "$12 million",
        "€12,345.67",
        "12,345.67 euros",
        "82 %",
        "81",
        "$81.3",
        "12,346",
        "1.24M",
        "311",
        "$9,999",
        "$5,555",
        "777",
        "twelve thousand",
        "two",
        "half",
        "a third",
        "twice",
        "tenfold",
        "one hundred dollars",
        "2026-11-22",
        "search-3",
        "h100-sxm",
        "１２,３４５",
        "5²",
        "$1,23,456",
        "12.345,67",
        "1e4",
        "0x1F",
        "24/7"
      })
  void whatNoQueryReturnedIsStruckOut(String said) {
    CheckedAnswer answer = check("It is " + said + " in all");

    assertThat(answer.struck()).isNotEmpty();
    String left = answer.text().replaceAll("~~[^~]*~~", "");
    assertThat(left).as(answer.text()).doesNotContainPattern("[\\p{N}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "It is 12**,346** USD | It is 12,346 USD",
        "It is ~~$12,346~~ | It is $12,346",
        "1. gpu: $12,346 | 1. gpu: $12,346",
        "costs per million tokens | costs per million tokens",
        "one of them | one of them",
      })
  void marksAreTakenOutAndListsAndPhrasesStay(String said, String printed) {
    assertThat(check(said).text()).isEqualTo(printed);
  }

  @Test
  void aFigureCannotBePutTogetherFromPiecesThatAreEachTrue() {
    assertThat(check("It is $4\u200b0,000").struck()).isNotEmpty();
    assertThat(check("It is $40**12").text()).isEqualTo("It is ~~$4012~~");
  }

  @Test
  void eachFigureSaysWhereItIsFrom() {
    CheckedAnswer answer = check("Search pays $12,346, 81 % of all, and $1 is invented");

    assertThat(answer.figures())
        .containsEntry("$12,346", "[1] search-2, USD")
        .containsEntry("81 %", "[1] search-2, share");
    assertThat(answer.struck()).containsExactly("$1");
    assertThat(answer.text()).endsWith("and ~~$1~~ is invented");
  }

  @Test
  void aFigureAtATornEndIsNotTrusted() {
    CheckedAnswer torn =
        CheckedAnswer.of(
            "?", "It is 81 % of $40", List.of(new Tool.Answered("get_spend", TABLE)), true);

    assertThat(torn.text()).isEqualTo("It is 81 % of ~~$40~~");
  }

  @Test
  void withoutAQueryNoFigureStays() {
    assertThat(CheckedAnswer.of("?", "$5 and 7 %", List.of(), false).text())
        .isEqualTo("~~$5~~ and ~~7 %~~");
  }
}
