package dev.breakeven.wire.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each row of the tables of requests in `docs/reference/dialects.md` is what the code does.
class DialectsPageTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| `(.+)` \\| (refused|left out|`\\w+`) \\|$");

  record Row(String field, String value, String outcome) {
    static Row of(MatchResult match) {
      return new Row(match.group(1), match.group(2), match.group(3).replace("`", ""));
    }
  }

  private static List<Row> rows(String heading) throws IOException {
    Path page =
        Path.of(System.getProperty("breakeven.root", "."), "docs", "reference", "dialects.md");
    String section =
        Files.readString(page).split("## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
    return section.lines().map(ROW::matcher).filter(row -> row.matches()).map(Row::of).toList();
  }

  static Stream<Row> ofOpenAi() throws IOException {
    return rows("Requests of OpenAI to Anthropic").stream();
  }

  static Stream<Row> ofAnthropic() throws IOException {
    return rows("Requests of Anthropic to OpenAI").stream();
  }

  @ParameterizedTest
  @MethodSource("ofOpenAi")
  void requestsOfOpenAiBecomeWhatThePageSays(Row row) {
    check(row, "max_completion_tokens", OpenAiRequest::toAnthropic);
  }

  @ParameterizedTest
  @MethodSource("ofAnthropic")
  void requestsOfAnthropicBecomeWhatThePageSays(Row row) {
    check(row, "max_tokens", body -> AnthropicRequest.toOpenAi(body, OpenAiTarget.OPENAI));
  }

  @Test
  void everyFieldThatIsLeftOutStandsOnThePage() throws IOException {
    assertThat(ofOpenAi().filter(row -> row.outcome().equals("left out")).map(Row::field))
        .contains(DialectFields.OPENAI_DROPPED);
    assertThat(ofAnthropic().filter(row -> row.outcome().equals("left out")).map(Row::field))
        .contains(DialectFields.ANTHROPIC_DROPPED);
  }

  private static void check(Row row, String limit, UnaryOperator<byte[]> translation) {
    Json.Fields base = Json.fields("model", "x");
    if (!row.field().equals("max_tokens")) {
      base.with(limit, 1);
    }
    base.with("messages", Json.items(Json.fields("role", "user").with("content", "hello")));
    byte[] without = base.bytes();
    Json value =
        Json.read(
                Side.REQUEST, ("{\"value\":" + row.value() + "}").getBytes(StandardCharsets.UTF_8))
            .get("value")
            .orElseThrow();
    byte[] with = base.with(row.field(), value).bytes();

    switch (row.outcome()) {
      case "refused" ->
          assertThatThrownBy(() -> translation.apply(with))
              .isInstanceOfSatisfying(
                  BreakevenException.class,
                  e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_UNTRANSLATABLE);
                    assertThat(e.where()).startsWith(row.field());
                  });
      case "left out" -> assertThat(translation.apply(with)).isEqualTo(translation.apply(without));
      default -> {
        Json.Fields said = Json.read(Side.REQUEST, translation.apply(with));
        assertThat(said.get(row.outcome())).isPresent();
        if (!row.field().startsWith("max_")) {
          assertThat(said.get(row.outcome()))
              .isNotEqualTo(Json.read(Side.REQUEST, translation.apply(without)).get(row.outcome()));
        }
      }
    }
  }
}
