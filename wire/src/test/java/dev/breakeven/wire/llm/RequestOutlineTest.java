package dev.breakeven.wire.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What is read of a request, and what is changed in its bytes.
class RequestOutlineTest {
  private static RequestOutline read(String body) {
    return RequestOutline.read(body.getBytes(UTF_8));
  }

  private static RequestBody body(String text) {
    return new RequestBody(text.getBytes(UTF_8), read(text));
  }

  private static String text(RequestBody body) {
    return new String(body.bytes(), UTF_8);
  }

  @Test
  void readsWhatMattersAndNothingElse() {
    RequestOutline outline =
        read(
            """
            {"messages":[{"role":"user","content":[{"type":"text","text":"\\"model\\":\\"no\\""},
            {"type":"image_url","image_url":{"url":"x"}},{"type":"input_audio"}]}],
            "model":"日本","n":3,"max_tokens":5,"max_completion_tokens":7,"stream":true,
            "stream_options":{"include_usage":true},"user":"u","metadata":{"user_id":"v"},"x":{}}""");

    assertThat(outline.model()).isEqualTo("日本");
    assertThat(outline.user()).isEqualTo("v");
    assertThat(outline.stream()).isTrue();
    assertThat(outline.usageAsked()).isTrue();
    assertThat(outline.maxOutput()).isEqualTo(OptionalLong.of(7));
    assertThat(outline.choices()).isEqualTo(3);
    assertThat(outline.attachments()).isEqualTo(2);
  }

  @Test
  void refusesWhatTwoReadersCouldReadDifferently() {
    assertRefused("{\"model\":\"a\",\"model\":\"b\"}", "model", "there twice");
    assertRefused("{\"model\":1}", "model", "must be a string");
    assertRefused("{\"stream\":\"true\"}", "stream", "true or false");
    assertRefused("{\"max_tokens\":-1}", "max_tokens", "whole number");
    assertRefused("{\"max_tokens\":1e3}", "max_tokens", "whole number");
    assertRefused("{\"max_tokens\":99999999999999999999}", "max_tokens", "whole number");
    assertRefused("{} {}", "", "follows");
    assertRefused("", "", "no JSON object");
    assertRefused("{\"a\":[1,", "", "not valid JSON");
    assertRefused("{\"a\":" + "[".repeat(5000), "", "deep");
    assertRefused(
        "{\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}",
        "stream_options",
        "there twice");
  }

  private static void assertRefused(String body, String field, String why) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            InvalidBodyException.class,
            e -> {
              assertThat(e.field()).isEqualTo(field);
              assertThat(e.why()).contains(why);
            });
  }

  @Test
  void editsOnlyTheBytesTheyAreFor() {
    String odd = "{ \"é\" : 1.50 , \"model\" : \"日本\" ,\"z\":[ ] }";

    assertThat(text(body(odd).withModel("日本"))).isEqualTo(odd);
    assertThat(text(body(odd).withModel("a\"b")))
        .isEqualTo("{ \"é\" : 1.50 , \"model\" : \"a\\\"b\" ,\"z\":[ ] }");
    assertThat(text(body(odd).withModel("m").withUsageAsked().with("max_tokens", 9)))
        .isEqualTo(
            "{\"stream_options\":{\"include_usage\":true},\"max_tokens\":9, \"é\" : 1.50 ,"
                + " \"model\" : \"m\" ,\"z\":[ ] }");
    assertThat(text(body("{}").with("a", 1))).isEqualTo("{\"a\":1}");
  }

  @Test
  void asksForUsageAndKeepsTheOtherOptions() {
    assertThat(text(body("{\"stream_options\":{\"a\":1}}").withUsageAsked()))
        .isEqualTo("{\"stream_options\":{\"include_usage\":true,\"a\":1}}");
    assertThat(
            text(body("{\"stream_options\":{\"include_usage\":false,\"a\":1}}").withUsageAsked()))
        .isEqualTo("{\"stream_options\":{\"include_usage\":true,\"a\":1}}");
    for (String none : new String[] {"null", "{}", "{ }"}) {
      assertThat(text(body("{\"stream_options\":" + none + "}").withUsageAsked()))
          .isEqualTo(
              "{\"stream_options\":{\"include_usage\":true"
                  + (none.equals("{ }") ? " " : "")
                  + "}}");
    }
  }
}
