package dev.breakeven.ingest.usage.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ClaudeCodeSourceTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new ClaudeCodeSource();
  }

  @Override
  protected List<String> fixtures() {
    return List.of("logs");
  }

  /// Anthropic's total is the sum of its four fields.
  @Override
  protected Generated generate(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    long total = 0;
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      long input = random.nextInt(100_000);
      long read = random.nextInt(200_000);
      long minutes = random.nextInt(50_000);
      long hour = random.nextInt(50_000);
      long output = random.nextInt(30_000);
      total += input + read + minutes + hour + output;
      String split =
          random.nextBoolean()
              ? ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":%d,\"ephemeral_1h_input_tokens\":%d}"
                  .formatted(minutes, hour)
              : "";
      text.append(
          line(
              "msg_" + i,
              "req_" + i,
              "\"input_tokens\":%d,\"cache_read_input_tokens\":%d,\"cache_creation_input_tokens\":%d,\"output_tokens\":%d%s"
                  .formatted(input, read, minutes + hour, output, split)));
    }
    return new Generated(text.toString(), total);
  }

  private static String line(String message, String request, String usage) {
    return """
        {"type":"assistant","uuid":"u","sessionId":"s","requestId":"%s","timestamp":"2026-03-01T10:00:00.000Z",\
        "message":{"id":"%s","model":"claude-x","stop_reason":"end_turn","usage":{%s}}}
        """
        .formatted(request, message, usage);
  }

  @Test
  void aStreamedAnswerCountsOnceWithItsLastCount() {
    Read read =
        parse(
            "s.jsonl",
            line("m", "r", "\"input_tokens\":2,\"output_tokens\":1")
                + line("m", "r", "\"input_tokens\":2,\"output_tokens\":1")
                + line("m", "r", "\"input_tokens\":2,\"output_tokens\":260"));
    assertThat(read.attempts())
        .singleElement()
        .satisfies(attempt -> assertThat(attempt.metered().usage()).isEqualTo(Usage.of(2, 260)));
    assertThat(read.report().sources().getFirst().duplicates()).isZero();
    assertThat(read.report().sources().getFirst().conflicts()).isZero();
  }

  @Test
  void anAnswerWithoutItsEndIsPartial() {
    Read read =
        parse(
            "s.jsonl",
            line("m", "r", "\"input_tokens\":2,\"output_tokens\":1")
                .replace("\"end_turn\"", "null"));
    assertThat(read.attempts().getFirst().metered().state()).isEqualTo(Metered.State.PARTIAL);
  }

  @Test
  void equalMessagesOfDifferentRequestsAreTwoCalls() {
    String usage = "\"input_tokens\":2,\"output_tokens\":1";
    assertThat(parse("s.jsonl", line("m", "r1", usage) + line("m", "r2", usage)).attempts())
        .hasSize(2);
  }

  @Test
  void twoSidechainsThatReplayOneMessageAreOneCall() {
    String usage = "\"input_tokens\":2,\"output_tokens\":1";
    String first = line("m", "r1", usage).replace("\"uuid\"", "\"isSidechain\":true,\"uuid\"");
    String second = line("m", "r2", usage).replace("\"uuid\"", "\"isSidechain\":true,\"uuid\"");
    Read read = parse("s.jsonl", first + second);
    assertThat(read.attempts()).hasSize(1);
    assertThat(read.report().sources().getFirst().duplicates()).isEqualTo(1);
  }

  @Test
  void aHalfWrittenLastLineIsLeftForTheNextTime() {
    String whole = line("m", "r", "\"input_tokens\":2,\"output_tokens\":1");
    Read read = parse("s.jsonl", whole + whole.substring(0, whole.length() - 5));
    assertThat(read.attempts()).hasSize(1);
    assertThat(read.report().sources().getFirst().problems()).isEmpty();
    assertThat(read.report().sources().getFirst().notes())
        .containsExactly("s.jsonl:2: a last line without its end, left for the next time");
  }

  @Test
  void aLineCutBeforeItsUsageIsLeftOut() {
    String whole = line("m", "r", "\"input_tokens\":2,\"output_tokens\":1");
    String cut = whole.substring(0, whole.indexOf("\"usage\"")) + "\n";
    Read read = parse("s.jsonl", whole + cut + " \n" + whole.replace("\"m\"", "\"n\""));
    assertThat(read.attempts()).hasSize(2);
    assertThat(read.report().sources().getFirst().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.first()).isEqualTo("s.jsonl:2"))
        .satisfies(problem -> assertThat(problem.reason()).isEqualTo("not a line of JSON"));
  }

  @Test
  void bytesThatAreNoUtf8CostOneLineAndNoMore() {
    String usage = "\"input_tokens\":2,\"output_tokens\":1";
    byte[] bytes =
        (line("m1", "r", usage) + line("m\u00ff", "r", usage) + line("m2", "r", usage))
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    Read read = parse("s.jsonl", bytes);
    assertThat(read.attempts()).hasSize(2);
    assertThat(read.report().sources().getFirst().problems().getFirst().first())
        .isEqualTo("s.jsonl:2");
  }
}
