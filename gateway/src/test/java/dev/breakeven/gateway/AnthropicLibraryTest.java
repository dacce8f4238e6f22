package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.UrlImageSource;
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

/// Anthropic's own client library against the gateway, before an upstream of either dialect.
class AnthropicLibraryTest {
  private static final Completion HELLO = Completion.of(List.of("Hel", "lo")).withPrompt(1000, 400);
  private static final String SECRET = "sk-be-0123";

  private static AnthropicClient client(TestGateway gateway) {
    return AnthropicOkHttpClient.builder()
        .apiKey(SECRET)
        .baseUrl(gateway.gateway().url())
        .maxRetries(0)
        .build();
  }

  private static MessageCreateParams.Builder message() {
    return MessageCreateParams.builder()
        .model("mock")
        .maxTokens(100)
        .systemOfTextBlockParams(
            List.of(
                TextBlockParam.builder()
                    .text("Be brief.")
                    .cacheControl(CacheControlEphemeral.builder().build())
                    .build()))
        .addUserMessage("hi");
  }

  private static Message streamed(AnthropicClient client, MessageCreateParams params) {
    MessageAccumulator whole = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
      stream.stream().map(RawMessageStreamEvent::validate).forEach(whole::accumulate);
    }
    return whole.message();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aMessageIsAnsweredPlainAndStreamed(Dialect dialect) {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      AnthropicClient client = client(gateway);
      Message plain = client.messages().create(message().build()).validate();
      Message streamed = streamed(client, message().build());

      assertThat(List.of(plain, streamed))
          .allSatisfy(
              answer -> {
                assertThat(answer.content())
                    .extracting(block -> block.asText().text())
                    .containsExactly("Hello");
                assertThat(answer.stopReason()).contains(StopReason.END_TURN);
                assertThat(answer.model().asString()).isEqualTo("mock");
                assertThat(answer.usage().inputTokens()).isEqualTo(600);
                assertThat(answer.usage().cacheReadInputTokens()).contains(400L);
                assertThat(answer.usage().outputTokens()).isEqualTo(2);
              });
      assertThat(gateway.rows(2))
          .allSatisfy(
              row ->
                  assertThat(row.metered())
                      .isEqualTo(Metered.reported(new Usage(600, 400, 0, 0, 2, 0))));
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void toolsAreCalledAndTheirResultsGoBack(Dialect dialect) {
    Tool look =
        Tool.builder()
            .name("look")
            .description("Looks.")
            .inputSchema(
                Tool.InputSchema.builder()
                    .properties(
                        Tool.InputSchema.Properties.builder()
                            .putAdditionalProperty("at", JsonValue.from(Map.of("type", "string")))
                            .build())
                    .build())
            .build();
    try (MockUpstream mock = MockUpstream.start(ToolAnswer::write);
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      AnthropicClient client = client(gateway);
      MessageCreateParams params = message().addTool(look).build();
      Message plain = client.messages().create(params).validate();
      Message streamed = streamed(client, params);

      assertThat(List.of(plain, streamed))
          .allSatisfy(
              answer -> {
                assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
                assertThat(answer.content().stream().filter(ContentBlock::isToolUse))
                    .extracting(
                        call -> call.asToolUse().id(),
                        call -> call.asToolUse().name(),
                        call -> call.asToolUse()._input())
                    .containsExactly(
                        tuple("t1", "look", JsonValue.from(Map.of("at", "sky"))),
                        tuple("t2", "count", JsonValue.from(Map.of("to", 2))));
              });
      assertThat(mock.requests().getLast().text()).contains("\"look\"", "\"Looks.\"", "\"at\"");

      mock.script(HELLO::write);
      Message next =
          client
              .messages()
              .create(
                  message()
                      .addTool(look)
                      .addMessage(streamed)
                      .addUserMessageOfContentBlockParams(
                          List.of(result("t1", "blue"), result("t2", "1, 2")))
                      .build())
              .validate();
      assertThat(next.content().getFirst().asText().text()).isEqualTo("Hello");
      MockRequest seen = mock.requests().getLast();
      assertThat(seen.text()).contains("blue", "1, 2", "\"t1\"", "\"t2\"");
      assertThat(seen.text())
          .contains(dialect == Dialect.ANTHROPIC ? "\"tool_result\"" : "\"role\":\"tool\"");
      assertThat(gateway.rows(3).getFirst().metered()).isEqualTo(Metered.reported(Usage.of(9, 5)));
    }
  }

  private static ContentBlockParam result(String id, String text) {
    return ContentBlockParam.ofToolResult(
        ToolResultBlockParam.builder().toolUseId(id).content(text).build());
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void imagesArePassed(Dialect dialect) {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(dialect, mock)) {
      client(gateway)
          .messages()
          .create(
              message()
                  .addUserMessageOfContentBlockParams(
                      List.of(
                          ContentBlockParam.ofText("What is it?"),
                          ContentBlockParam.ofImage(
                              Base64ImageSource.builder()
                                  .data("iVBORw0KGgo=")
                                  .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                  .build()),
                          ContentBlockParam.ofImage(
                              UrlImageSource.builder().url("https://example.com/cat.jpg").build())))
                  .build())
          .validate();

      String seen = mock.requests().getFirst().text();
      assertThat(seen).contains("What is it?", "iVBORw0KGgo=", "https://example.com/cat.jpg");
      if (dialect == Dialect.OPENAI) {
        assertThat(seen).contains("\"image_url\"", "data:image/png;base64,iVBORw0KGgo=");
      }
    }
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
      AnthropicClient client = client(gateway);
      RateLimitException plain =
          catchThrowableOfType(
              RateLimitException.class, () -> client.messages().create(message().build()));
      RateLimitException stream =
          catchThrowableOfType(RateLimitException.class, () -> streamed(client, message().build()));

      assertThat(List.of(plain, stream))
          .allSatisfy(
              late -> {
                assertThat(late.headers().values("retry-after")).containsExactly("30");
                assertThat(late.type()).contains(ErrorType.RATE_LIMIT_ERROR);
                assertThat(late).hasMessageContaining("slow down");
              });
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
              () -> client(closed).messages().create(message().build()));
      assertThat(unknown.type()).contains(ErrorType.AUTHENTICATION_ERROR);
      assertThat(unknown).hasMessageContaining("this key is not known here");

      client(limited).messages().create(message().build());
      RateLimitException late =
          catchThrowableOfType(
              RateLimitException.class, () -> client(limited).messages().create(message().build()));
      assertThat(late.type()).contains(ErrorType.RATE_LIMIT_ERROR);
      assertThat(Integer.parseInt(late.headers().values("retry-after").getFirst()))
          .isBetween(1, 60);
    }
  }

  @Test
  void aBadRequestNamesItsField() {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(Dialect.OPENAI, mock)) {
      BadRequestException top =
          catchThrowableOfType(
              BadRequestException.class,
              () ->
                  client(gateway)
                      .messages()
                      .create(
                          message().putAdditionalBodyProperty("top_k", JsonValue.from(5)).build()));

      assertThat(top).hasMessageContaining("top_k");
      assertThat(top.type()).contains(ErrorType.INVALID_REQUEST_ERROR);
      assertThat(mock.requests()).isEmpty();
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
                  AnthropicException.class, () -> streamed(client(gateway), message().build())))
          .hasMessageContaining("ended its answer in the middle");
    }
  }

  @Test
  void tokensAreCounted() {
    try (MockUpstream mock =
            MockUpstream.start((_, response) -> response.json(200, "{\"input_tokens\":12}"));
        TestGateway gateway = TestGateway.over(Dialect.ANTHROPIC, mock)) {
      assertThat(
              client(gateway)
                  .messages()
                  .countTokens(
                      MessageCountTokensParams.builder().model("mock").addUserMessage("hi").build())
                  .validate()
                  .inputTokens())
          .isEqualTo(12);
    }
  }
}
