package dev.breakeven.wire.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodyTest {
  private static RequestBody openAi(String body) {
    return new RequestBody(Dialect.OPENAI, body.getBytes(UTF_8));
  }

  private static String text(RequestBody body) {
    return new String(body.bytes(), UTF_8);
  }

  @Test
  void readsWhatLimitsPricesAndRoutes() {
    String body =
        """
        {"messages":[
          {"role":"user","content":[
            {"type":"text","text":"模型 \\"model\\": x"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAABBBBCCCC"}},
            {"type":"image_url","image_url":{"url":"https://a.example/b.png"}},
            {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},
            {"type":"file","file":{"file_data":"data:application/pdf;base64,QUJD"}}]},
          {"role":"assistant","content":"ok"}],
         "model":"gpt","stream":true,"max_tokens":null,"max_completion_tokens":77,"n":3,
         "stream_options":{"include_usage":true},"user":"u1",
         "metadata":{"session_id":"s9","team":"a","x":1},
         "tools":[{"type":"function"}],"response_format":{"type":"json_schema"},
         "unknown":{"max_tokens":9}}""";

    RequestFacts facts = openAi(body).facts();

    assertThat(facts.model()).isEqualTo("gpt");
    assertThat(facts.stream()).isTrue();
    assertThat(facts.maxTokens()).hasValue(77);
    assertThat(facts.answers()).isEqualTo(3);
    assertThat(facts.includeUsage()).isTrue();
    assertThat(facts.user()).isEqualTo("u1");
    assertThat(facts.session()).isEqualTo("s9");
    assertThat(facts.metadata()).isEqualTo(Map.of("session_id", "s9", "team", "a"));
    assertThat(facts.tools()).isTrue();
    assertThat(facts.schema()).isTrue();
    assertThat(facts.images()).isEqualTo(2);
    assertThat(facts.audio()).isEqualTo(1);
    assertThat(facts.documents()).isEqualTo(1);
    assertThat(facts.messages()).isEqualTo(2);
    // two data URLs and one text of base64, after which there is a comma
    assertThat(facts.mediaBytes()).isEqualTo(34 + (4 + 1) + 32);
    assertThat(facts.promptBytes() + facts.mediaBytes()).isEqualTo(body.getBytes(UTF_8).length);
  }

  @Test
  void readsAnthropicBlocksAndWhoAsks() {
    RequestFacts facts =
        new RequestBody(
                Dialect.ANTHROPIC,
                """
                {"model":"c","max_tokens":5,"system":[{"type":"text","text":"s"}],
                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},
                 "metadata":{"user_id":"user_a_account__session_0a-1b"},
                 "messages":[{"role":"user","content":[
                  {"type":"tool_result","tool_use_id":"t","content":[
                   {"type":"image","source":{"type":"base64","media_type":"image/png",
                    "data":"AAAAAAAA"}}]},
                  {"type":"document","source":{"type":"url","url":"https://a.example"}}]},
                  {"role":"assistant","content":[
                   {"type":"tool_use","id":"t","name":"n","input":{"type":"image"}}]}]}"""
                    .getBytes(UTF_8))
            .facts();

    assertThat(facts.images()).isEqualTo(1);
    assertThat(facts.documents()).isEqualTo(1);
    assertThat(facts.mediaBytes()).isEqualTo(8);
    assertThat(facts.schema()).isTrue();
    assertThat(facts.user()).isEqualTo("user_a_account__session_0a-1b");
    assertThat(facts.session()).isEqualTo("0a-1b");
    assertThat(facts.tools()).isFalse();
    assertThat(facts.stream()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"session_id\":\"s\",\"user_id\":\"u_session_t\"}|s",
        "{\"user_id\":\"{\\\"device_id\\\":\\\"d\\\",\\\"session_id\\\":\\\"q\\\"}\"}|q",
        "{\"user_id\":\"{not json\"}|~~",
        "{\"user_id\":\"me\"}|~~",
        "null|~~",
      })
  void findsTheSession(String metadata, String session) {
    assertThat(openAi("{\"model\":\"m\",\"metadata\":" + metadata + "}").facts().session())
        .isEqualTo(session);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"m\",\"n\":2,\"best_of\":5}|5",
        "{\"model\":\"m\",\"prompt\":[\"a\",\"b\",\"c\"],\"n\":2}|6",
        "{\"model\":\"m\",\"prompt\":[1,2,3]}|1",
        "{\"model\":\"m\",\"prompt\":[[1,2],[3]]}|2",
        "{\"model\":\"m\",\"prompt\":\"a\",\"n\":null}|1",
      })
  void countsTheAnswersThatMayBeBilled(String body, long answers) {
    assertThat(openAi(body).facts().answers()).isEqualTo(answers);
  }

  @Test
  void theLargestLimitCountsAndNoneIsNone() {
    assertThat(openAi("{\"model\":\"m\",\"max_tokens\":9,\"max_completion_tokens\":4}").facts())
        .extracting(RequestFacts::maxTokens)
        .isEqualTo(OptionalLong.of(9));
    assertThat(openAi("{\"model\":\"m\"}").facts().maxTokens()).isEmpty();
    assertThat(openAi("{\"model\":\"m\",\"max_tokens\":0}").facts().maxTokens()).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~|~~|JSON object",
        "[]|~~|JSON object",
        "{\"model\":\"m\"} x|~~|not JSON at byte",
        "{\"model\":\"m\"}{}|~~|goes on",
        "{\"model\":\"m\",|~~|not JSON at byte",
        "{\"messages\":[]}|model|missing",
        "{\"model\":7}|model|a number (expected: a text)",
        "{\"model\":null}|model|null (expected: a text)",
        "{\"model\":\"m\",\"model\":\"n\"}|model|duplicate key",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"a\",\"role\":\"b\"}]}|messages[0].role|duplicate",
        "{\"model\":\"m\",\"stream\":\"yes\"}|stream|a text (expected: true or false)",
        "{\"model\":\"m\",\"max_tokens\":\"9\"}|max_tokens|a text (expected: a whole number)",
        "{\"model\":\"m\",\"max_tokens\":1.5}|max_tokens|a number (expected: a whole number)",
        "{\"model\":\"m\",\"max_tokens\":-1}|max_tokens|out of range",
        "{\"model\":\"m\",\"n\":99999999999999999999}|n|out of range",
        "{\"model\":\"m\",\"messages\":{}}|messages|an object (expected: a list)",
        "{\"model\":\"m\",\"stream_options\":3}|stream_options|a number (expected: an object)",
        "{\"model\":\"m\",\"stream_options\":{\"include_usage\":1}}"
            + "|stream_options.include_usage|a number (expected: true or false)",
        "{\"model\":\"m\",\"metadata\":[]}|metadata|a list (expected: an object)",
        "{\"model\":\"m\",\"user\":{}}|user|an object (expected: a text)",
      })
  void refusesAndNamesTheField(String body, String field, String what) {
    RequestBody request = openAi(body);

    assertThatThrownBy(request::facts)
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
              assertThat(e.where()).isEqualTo(field);
              assertThat(e.what()).contains(what).startsWith(field);
            });
  }

  @Test
  void refusesDeepNestingAndBytesThatAreNoText() {
    assertThatThrownBy(() -> openAi("{\"model\":\"m\",\"x\":" + "[".repeat(100_000)).facts())
        .hasMessageContaining("deeper than 128");
    for (String bad :
        new String[] {"\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e4\u00bd"}) {
      byte[] body = ("{\"model\":\"" + bad + "\"}").getBytes(ISO_8859_1);
      assertThatThrownBy(() -> new RequestBody(Dialect.OPENAI, body).facts())
          .hasMessage("the body is not UTF-8 at byte 10");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"model\":\"m\", \"x\" : [1, 2.50]}|{\"model\":\"a/b\", \"x\" : [1, 2.50]}",
        " { \"x\":{\"model\":\"q\"} , \"model\" : \"é😀\" } |"
            + " { \"x\":{\"model\":\"q\"} , \"model\" : \"a/b\" } ",
        "{\"model\":\"\\u0041\\n\"}|{\"model\":\"a/b\"}",
      })
  void replacesTheModelAndNoOtherByte(String body, String expected) {
    assertThat(text(openAi(body).withModel("a/b"))).isEqualTo(expected);
  }

  @Test
  void aModelIsEscapedWhereItMustBe() {
    assertThat(text(openAi("{\"model\":\"m\"}").withModel("a\"b\\c")))
        .isEqualTo("{\"model\":\"a\\\"b\\\\c\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"m\"}|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"}",
        "{\"model\":\"m\",\"stream_options\": null }"
            + "|{\"model\":\"m\",\"stream_options\": {\"include_usage\":true} }",
        "{\"model\":\"m\",\"stream_options\":{ }}"
            + "|{\"model\":\"m\",\"stream_options\":{\"include_usage\":true}}",
        "{\"stream_options\":{\"include_obfuscation\":false},\"model\":\"m\"}"
            + "|{\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false},"
            + "\"model\":\"m\"}",
        "{\"stream_options\":{\"include_usage\": false , \"a\":1},\"model\":\"m\"}"
            + "|{\"stream_options\":{\"include_usage\": true , \"a\":1},\"model\":\"m\"}",
        "{\"stream_options\":{\"include_usage\":null},\"model\":\"m\"}"
            + "|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"}",
      })
  void asksForUsageWhateverTheClientSaid(String body, String expected) {
    RequestBody asked = openAi(body).withUsageIncluded();

    assertThat(text(asked)).isEqualTo(expected);
    assertThat(asked.facts().includeUsage()).isTrue();
  }

  @Test
  void aDefaultLimitIsSetOnlyWhereThereIsNone() {
    assertThat(text(openAi("{ \"model\":\"m\"}").withDefaultMaxTokens("max_tokens", 500)))
        .isEqualTo("{\"max_tokens\":500, \"model\":\"m\"}");
    assertThat(
            text(
                openAi("{\"max_tokens\":null,\"model\":\"m\"}")
                    .withDefaultMaxTokens("max_tokens", 500)))
        .isEqualTo("{\"max_tokens\":500,\"model\":\"m\"}");
    String limited = "{\"max_completion_tokens\":3,\"model\":\"m\"}";
    assertThat(text(openAi(limited).withDefaultMaxTokens("max_tokens", 500))).isEqualTo(limited);
  }

  @Test
  void replacementsCanFollowEachOther() {
    RequestBody body =
        openAi("{\"n\":1,\"model\":\"m\",\"messages\":[]}")
            .withUsageIncluded()
            .withDefaultMaxTokens("max_tokens", 8)
            .withModel("longer-name");

    assertThat(text(body))
        .isEqualTo(
            "{\"max_tokens\":8,\"stream_options\":{\"include_usage\":true},\"n\":1,"
                + "\"model\":\"longer-name\",\"messages\":[]}");
  }
}
