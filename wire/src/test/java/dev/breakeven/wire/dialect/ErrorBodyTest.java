package dev.breakeven.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.wire.json.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorBodyTest {
  private static String text(ErrorBody error, Dialect dialect) {
    return new String(error.bytes(dialect), UTF_8);
  }

  @Test
  void refusalsOfOurOwnInBothDialects() {
    ErrorBody error = new ErrorBody(402, "cap \"$1\" reached", "budget_exceeded", "", "req-7");

    assertThat(text(error, Dialect.OPENAI))
        .isEqualTo(
            "{\"error\":{\"message\":\"cap \\\"$1\\\" reached\",\"type\":\"insufficient_quota\","
                + "\"param\":null,\"code\":\"budget_exceeded\"},\"request_id\":\"req-7\"}");
    assertThat(text(error, Dialect.ANTHROPIC))
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\"billing_error\","
                + "\"message\":\"cap \\\"$1\\\" reached\"},\"request_id\":\"req-7\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, invalid_request_error",
    "401, authentication_error, authentication_error",
    "402, insufficient_quota, billing_error",
    "403, permission_error, permission_error",
    "404, not_found_error, not_found_error",
    "413, invalid_request_error, request_too_large",
    "422, invalid_request_error, invalid_request_error",
    "429, rate_limit_error, rate_limit_error",
    "500, server_error, api_error",
    "502, server_error, api_error",
    "503, server_error, overloaded_error",
    "504, server_error, timeout_error",
    "529, server_error, overloaded_error",
  })
  void everyStatusHasItsType(int status, String openAi, String anthropic) {
    ErrorBody error = new ErrorBody(status, "m", "", "", "r");

    assertThat(text(error, Dialect.OPENAI)).contains("\"type\":\"" + openAi + "\"");
    assertThat(text(error, Dialect.ANTHROPIC)).contains("{\"type\":\"" + anthropic + "\"");
  }

  @Test
  void aBadRequestNamesItsField() {
    ErrorBody error = ErrorBody.of(Side.REQUEST.untranslatable("seed", "no"), "r");

    assertThat(error.status()).isEqualTo(400);
    assertThat(text(error, Dialect.OPENAI)).contains("\"param\":\"seed\"").contains("seed: no.");
    assertThat(ErrorBody.of(Side.ANSWER.invalid("", "x"), "r").status()).isEqualTo(502);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'type':'error','error':{'type':'not_found_error','message':'no model'}}|no model|~~",
        "{'error':{'message':'too long','code':'context_length_exceeded','param':'messages'}}"
            + "|too long|context_length_exceeded",
        "{'error':'gone'}|gone|~~",
        "{'object':'error','message':'vllm','code':400}|vllm|400",
        "{'detail':'x'}|{'detail':'x'}|~~",
        "<html>|<html>|~~",
        "~~|the upstream answered with status 418|~~",
      })
  void errorsOfUpstreamsKeepTheirMessage(String body, String message, String code) {
    ErrorBody error = ErrorBody.ofUpstream(418, body.replace('\'', '"').getBytes(UTF_8), "r");

    assertThat(error.message()).isEqualTo(message.replace('\'', '"'));
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.status()).isEqualTo(418);
  }
}
