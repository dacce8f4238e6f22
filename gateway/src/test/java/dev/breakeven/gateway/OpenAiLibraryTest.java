package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// OpenAI's own client library against the gateway, before an upstream of either dialect.
class OpenAiLibraryTest {
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo")).withPrompt(1000, 400);
  private static final String SECRET = "sk-be-0123";

  private static OpenAIClient client(TestGateway gateway) {
    return OpenAIOkHttpClient.builder()
        .apiKey(SECRET)
        .baseUrl(gateway.gateway().url() + "/v1")
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams.Builder chat() {
    return ChatCompletionCreateParams.builder()
        .model("mock")
        .maxCompletionTokens(100)
        .addSystemMessage("Be brief.")
        .addUserMessage("hi");
  }

  private static ChatCompletion streamed(OpenAIClient client, ChatCompletionCreateParams params) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      stream.stream().map(ChatCompletionChunk::validate).forEach(whole::accumulate);
    }
    return whole.chatCompletion();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aChatIsAnsweredPlainAndStreamed(Dialect dialect) {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      OpenAIClient client = client(gateway);
      ChatCompletion plain = client.chat().completions().create(chat().build()).validate();
      ChatCompletion silent = streamed(client, chat().build());
      ChatCompletion counted =
          streamed(
              client,
              chat()
                  .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                  .build());

      assertThat(List.of(plain, silent, counted))
          .allSatisfy(
              answer -> {
                assertThat(answer.choices()).hasSize(1);
                assertThat(answer.choices().getFirst().message().content()).contains("Hello");
                assertThat(answer.choices().getFirst().finishReason())
                    .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
                assertThat(answer.model()).isEqualTo("mock");
              });
      assertThat(silent.usage()).isEmpty();
      assertThat(List.of(plain, counted))
          .allSatisfy(
              answer -> {
                assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1000);
                assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(2);
                assertThat(
                        answer
                            .usage()
                            .orElseThrow()
                            .promptTokensDetails()
                            .orElseThrow()
                            .cachedTokens())
                    .contains(400L);
              });
      assertThat(gateway.rows(3))
          .allSatisfy(
              row ->
                  assertThat(row.metered())
                      .isEqualTo(Metered.reported(new Usage(600, 400, 0, 0, 2, 0))));
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void toolsAreCalledAndTheirResultsGoBack(Dialect dialect) {
    ChatCompletionFunctionTool look =
        ChatCompletionFunctionTool.builder()
            .function(
                FunctionDefinition.builder()
                    .name("look")
                    .description("Looks.")
                    .parameters(
                        FunctionParameters.builder()
                            .putAdditionalProperty("type", JsonValue.from("object"))
                            .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("at", Map.of("type", "string"))))
                            .build())
                    .build())
            .build();
    try (MockUpstream mock = MockUpstream.start(ToolAnswer::write);
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      OpenAIClient client = client(gateway);
      ChatCompletionCreateParams params = chat().addTool(look).build();
      ChatCompletion plain = client.chat().completions().create(params).validate();
      ChatCompletion streamed = streamed(client, params);

      assertThat(List.of(plain, streamed))
          .allSatisfy(
              answer -> {
                ChatCompletion.Choice choice = answer.choices().getFirst();
                assertThat(choice.finishReason())
                    .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
                assertThat(choice.message().toolCalls().orElseThrow())
                    .extracting(
                        call -> call.asFunction().id(),
                        call -> call.asFunction().function().name(),
                        call -> call.asFunction().function().arguments())
                    .containsExactly(
                        tuple("t1", "look", "{\"at\":\"sky\"}"),
                        tuple("t2", "count", "{\"to\":2}"));
              });
      assertThat(mock.requests().getLast().text()).contains("\"look\"", "\"Looks.\"", "\"at\"");

      mock.script(HELLO::write);
      ChatCompletion next =
          client
              .chat()
              .completions()
              .create(
                  chat()
                      .addTool(look)
                      .addMessage(streamed.choices().getFirst().message())
                      .addMessage(result("t1", "blue"))
                      .addMessage(result("t2", "1, 2"))
                      .build())
              .validate();
      assertThat(next.choices().getFirst().message().content()).contains("Hello");
      MockRequest seen = mock.requests().getLast();
      assertThat(seen.text()).contains("blue", "1, 2", "\"t1\"", "\"t2\"");
      assertThat(seen.text())
          .contains(dialect == Dialect.ANTHROPIC ? "\"tool_result\"" : "\"role\":\"tool\"");
      assertThat(gateway.rows(3).getFirst().metered()).isEqualTo(Metered.reported(Usage.of(9, 5)));
    }
  }

  private static ChatCompletionToolMessageParam result(String id, String text) {
    return ChatCompletionToolMessageParam.builder().toolCallId(id).content(text).build();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void imagesArePassed(Dialect dialect) {
    ChatCompletionContentPart text =
        ChatCompletionContentPart.ofText(
            ChatCompletionContentPartText.builder().text("What is it?").build());
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      client(gateway)
          .chat()
          .completions()
          .create(
              chat()
                  .addUserMessageOfArrayOfContentParts(
                      List.of(
                          text,
                          image("data:image/png;base64,iVBORw0KGgo="),
                          image("https://example.com/cat.jpg")))
                  .build())
          .validate();

      String seen = mock.requests().getFirst().text();
      assertThat(seen).contains("What is it?", "iVBORw0KGgo=", "https://example.com/cat.jpg");
      if (dialect == Dialect.ANTHROPIC) {
        assertThat(seen).contains("\"media_type\":\"image/png\"", "\"type\":\"url\"");
      }
    }
  }

  private static ChatCompletionContentPart image(String url) {
    return ChatCompletionContentPart.ofImageUrl(
        ChatCompletionContentPartImage.builder()
            .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(url).build())
            .build());
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void errorsAreThoseOfTheLibrary(Dialect dialect) {
    String busy =
        dialect == Dialect.OPENAI
            ? "{\"error\":{\"message\":\"slow down\",\"type\":\"x\",\"param\":null,\"code\":null}}"
            : "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\","
                + "\"message\":\"slow down\"}}";
    try (MockUpstream mock =
            MockUpstream.start((_, response) -> response.json(429, busy, "Retry-After: 30"));
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      OpenAIClient client = client(gateway);
      RateLimitException late =
          catchThrowableOfType(
              RateLimitException.class, () -> client.chat().completions().create(chat().build()));

      assertThat(late.headers().values("retry-after")).containsExactly("30");
      assertThat(late).hasMessageContaining("slow down");
      RateLimitException inStream =
          catchThrowableOfType(RateLimitException.class, () -> streamed(client, chat().build()));
      assertThat(inStream.headers().values("retry-after")).containsExactly("30");
    }
  }

  @Test
  void refusalsOfOurOwnAreThoseOfTheLibrary() {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway closed = TestGateway.closed(mock);
        TestGateway limited = TestGateway.onceAMinute(mock)) {
      UnauthorizedException unknown =
          catchThrowableOfType(
              UnauthorizedException.class,
              () -> client(closed).chat().completions().create(chat().build()));
      assertThat(unknown.code()).contains("key_unknown");
      assertThat(unknown).hasMessageContaining("this key is not known here");

      client(limited).chat().completions().create(chat().build());
      RateLimitException late =
          catchThrowableOfType(
              RateLimitException.class,
              () -> client(limited).chat().completions().create(chat().build()));
      assertThat(late.code()).contains("rate_limit_exceeded");
      assertThat(Integer.parseInt(late.headers().values("retry-after").getFirst()))
          .isBetween(1, 60);
    }
  }

  @Test
  void aBadRequestNamesItsField() {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway overClaude = TestGateway.over(Dialect.ANTHROPIC, mock);
        TestGateway overGpt = TestGateway.over(Dialect.OPENAI, mock)) {
      BadRequestException two =
          catchThrowableOfType(
              BadRequestException.class,
              () -> client(overClaude).chat().completions().create(chat().n(2).build()));
      assertThat(two.param()).contains("n");
      assertThat(two.type()).contains("invalid_request_error");

      mock.script(
          (_, response) ->
              response.json(
                  400,
                  "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\","
                      + "\"param\":\"messages.0\",\"code\":\"bad\"}}"));
      BadRequestException passed =
          catchThrowableOfType(
              BadRequestException.class,
              () -> client(overGpt).chat().completions().create(chat().build()));
      assertThat(passed.param()).contains("messages.0");
      assertThat(passed.code()).contains("bad");
      assertThat(
              catchThrowableOfType(
                  NotFoundException.class, () -> client(overGpt).files().retrieve("file-1")))
          .isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aCutStreamIsAnErrorOfTheLibrary(Dialect dialect) {
    Completion cut = Completion.of(Completion.SIXTY).cutAfter(9);
    try (MockUpstream mock = MockUpstream.start(cut::write);
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      assertThat(
              catchThrowableOfType(
                  OpenAIException.class, () -> streamed(client(gateway), chat().build())))
          .hasMessageContaining("ended its answer in the middle");
    }
  }

  @Test
  void modelsAndEmbeddingsAreRead() {
    try (MockUpstream mock =
            MockUpstream.start(
                (_, response) ->
                    response.json(
                        200,
                        "{\"object\":\"list\",\"model\":\"mock\",\"data\":[{\"object\":\"embedding\","
                            + "\"index\":0,\"embedding\":[0.5,-1.0]}],"
                            + "\"usage\":{\"prompt_tokens\":7,\"total_tokens\":7}}"));
        TestGateway gateway = TestGateway.over(Dialect.OPENAI, mock)) {
      OpenAIClient client = client(gateway);

      assertThat(client.models().list().data())
          .extracting(model -> model.validate().id())
          .contains("mock");
      assertThat(
              client
                  .embeddings()
                  .create(EmbeddingCreateParams.builder().model("mock").input("hi").build())
                  .validate()
                  .data()
                  .getFirst()
                  .embedding())
          .containsExactly(0.5f, -1f);
      assertThat(gateway.rows(1).getFirst().metered()).isEqualTo(Metered.reported(Usage.of(7, 0)));
    }
  }
}
