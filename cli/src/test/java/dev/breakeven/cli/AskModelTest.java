package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.ask.agent.Agent;
import dev.breakeven.ask.agent.CheckedAnswer;
import dev.breakeven.ask.agent.ModelEndpoint;
import dev.breakeven.ask.tool.Facts;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.units.Usd;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripted models over the planted estate: whatever they say, the figures left are right.
class AskModelTest {
  private static final Usd CAP = Usd.ofDollars(1);
  private static final Pattern FIGURE = Pattern.compile("\\d[\\d,]*(?:\\.\\d+)?");

  @TempDir static Path folder;
  private static List<AskQuestions.Question> questions = List.of();
  private static Optional<Facts> facts = Optional.empty();

  @BeforeAll
  static void write() throws IOException {
    AskEstate estate = AskEstate.in(folder);
    Wiring wiring = new Wiring(Clock.fixed(Shell.NOW, ZoneOffset.UTC));
    facts =
        Optional.of(
            new EstateFacts(wiring, estate.options(), Optional.of(Path.of(estate.ledger()))));
    questions = AskQuestions.of(estate);
  }

  private static Agent.Outcome ask(MockUpstream model, String path, String question) {
    ModelEndpoint endpoint =
        ModelEndpoint.of("mock", URI.create(model.uri() + path), Optional.empty());
    return Agent.ask(facts.orElseThrow(), endpoint, question, CAP);
  }

  @ParameterizedTest
  @EnumSource
  void inEachRoleTheFiguresOfTwentyAnswersAreRightOrStruckOut(ScriptedModel.Role role) {
    assertThat(questions).hasSize(20);
    int kept = 0;
    for (int i = 0; i < questions.size(); i++) {
      AskQuestions.Question question = questions.get(i);
      try (MockUpstream model = MockUpstream.start(new ScriptedModel(role, question))) {
        Agent.Outcome outcome = ask(model, i % 2 == 0 ? "" : "/v1/messages", question.text());
        CheckedAnswer answer = outcome.answer().orElseThrow();
        List<Double> left = left(answer, question.text());
        for (double figure : left) {
          assertThat(figure)
              .as(question + ": " + answer.text())
              .isCloseTo(question.value(), within(question.within() * question.value()));
        }
        kept += left.size();
        assertThat(answer.struck().isEmpty()).isEqualTo(role == ScriptedModel.Role.GOOD);
        assertThat(outcome.queries()).hasSize(1);
      }
    }
    assertThat(kept).isEqualTo(role == ScriptedModel.Role.SLOPPY ? 0 : 20);
  }

  /// The figures that are not struck out, but for names that the question has.
  private static List<Double> left(CheckedAnswer answer, String question) {
    List<Double> left = new ArrayList<>();
    Matcher figures = FIGURE.matcher(answer.text().replaceAll("~~[^~]*~~", ""));
    while (figures.find()) {
      left.add(Double.parseDouble(figures.group().replace(",", "")));
    }
    return left;
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "```json\n%s\n```", "<tool_call>\n%s\n</tool_call>\n"})
  void aCallThatAModelWritesIntoItsTextIsMade(String around) {
    String call = around.formatted("{\"name\":\"list_sources\",\"arguments\":{}}");
    try (MockUpstream model =
        MockUpstream.start(
            (request, response) ->
                response.json(
                    200,
                    "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"%s\"}}]}"
                        .formatted(
                            request.number() == 1
                                ? call.replace("\"", "\\\"").replace("\n", "\\n")
                                : "See above.")))) {
      Agent.Outcome outcome = ask(model, "", "Which sources were read?");

      assertThat(outcome.queries()).hasSize(1);
      assertThat(outcome.answer().orElseThrow().text()).isEqualTo("See above.");
      assertThat(model.requests().get(1).body())
          .asString()
          .contains("\"tool_calls\":[{\"id\":\"call-2\"", "\"tool_call_id\":\"call-2\"");
    }
  }

  @Test
  void anotherObjectInTheTextIsAnAnswer() {
    String content = "{\\\"name\\\":\\\"drop_tables\\\",\\\"arguments\\\":{}}";
    try (MockUpstream model =
        MockUpstream.start(
            (_, response) ->
                response.json(
                    200,
                    "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}".formatted(content)))) {
      assertThat(ask(model, "", "?").queries()).isEmpty();
      assertThat(model.requests()).hasSize(1);
    }
  }

  @Test
  void aModelThatNeverAnswersIsStoppedAndItsTablesAreThere() {
    try (MockUpstream model =
        MockUpstream.start(
            (request, response) ->
                response.json(
                    200,
                    ScriptedModel.call(
                        false, "list_waste", "{\"min_usd\":" + request.number() + "}")))) {
      Agent.Outcome outcome = ask(model, "", "where is the waste?");

      assertThat(outcome.answer()).isEmpty();
      assertThat(outcome.notes()).anyMatch(note -> note.contains("no answer in 8 rounds"));
      assertThat(outcome.queries()).hasSize(8);
      assertThat(model.requests()).hasSize(8);
    }
  }

  @Test
  void aModelThatIsCutOffOrTalksNonsenseIsANote() {
    List<MockUpstream.Script> scripts =
        List.of(
            (_, response) -> {
              response.raw("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"choices\":[{");
              response.cut();
            },
            (_, response) -> response.json(200, "no json"),
            (_, response) -> response.json(200, "{\"choices\":[]}"),
            (_, response) -> response.json(401, "{\"error\":\"bad key sk-planted-000000000\"}"),
            (_, response) -> response.json(302, "{}", "Location: http://192.0.2.1/"));
    for (MockUpstream.Script script : scripts) {
      try (MockUpstream model = MockUpstream.start(script)) {
        Agent.Outcome outcome = ask(model, "", "what do GPUs cost?");

        assertThat(outcome.answer()).isEmpty();
        assertThat(outcome.notes()).hasSize(1);
        assertThat(outcome.notes().getFirst()).contains("model").doesNotContain("sk-planted");
        assertThat(model.requests()).hasSize(1);
      }
    }
  }

  @Test
  void anAnswerWithoutItsEndLosesTheFigureThere() {
    try (MockUpstream model =
        MockUpstream.start(
            (request, response) ->
                response.json(
                    200,
                    request.number() == 1
                        ? ScriptedModel.call(false, "query_usage", "{}")
                        : "{\"choices\":[{\"message\":{\"content\":\"There were 1\"},"
                            + "\"finish_reason\":\"length\"}]}"))) {
      Agent.Outcome outcome = ask(model, "", "how many calls?");

      assertThat(outcome.answer().orElseThrow().text()).isEqualTo("There were ~~1~~");
      assertThat(outcome.notes()).contains("the answer was cut off");
    }
  }

  @Test
  void argumentsThatAreWrongAreToldToTheModel() {
    List<String> wrong = List.of("{\"by\":\"moon\"}", "{\"where\":1}", "[1]", "{\"by\":", "{}");
    try (MockUpstream model =
        MockUpstream.start(
            (request, response) ->
                response.json(
                    200,
                    request.number() <= wrong.size()
                        ? ScriptedModel.call(false, "get_spend", wrong.get(request.number() - 1))
                        : ScriptedModel.text(false, "done")))) {
      Agent.Outcome outcome = ask(model, "", "what is spent?");

      assertThat(outcome.queries()).hasSize(1);
      String last = model.requests().getLast().text();
      assertThat(last).contains("is none of its values", "no argument 'where'", "no JSON object");
    }
  }
}
