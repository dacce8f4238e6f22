package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A trace that is two files: the rates of callers and their lengths.
class CallerFilesTest {
  private static final String ON =
      " --model llama-3.1-70b --gpu h100-sxm --tp 4 --quant fp8 --json";

  @TempDir Path folder = Path.of("");
  private Path rates = Path.of("");
  private Path lengths = Path.of("");

  /// One caller with a request a second, of 100 tokens in and 10 out.
  @BeforeEach
  void writeFiles() throws IOException {
    rates =
        Files.writeString(
            folder.resolve("rates.csv"),
            """
            t_s,client,rate_rps,iat_cv,iat_family,shape,scale
            0,1,1,1,Gamma,1,1
            600,1,1,1,Gamma,1,1
            """);
    lengths =
        Files.writeString(
            folder.resolve("lengths.jsonl"),
            "{\"client\":1,\"block_s\":0,%s,%s}%n"
                .formatted(side("input", 100), side("output", 10)));
  }

  private static String side(String name, int tokens) {
    String all = IntStream.range(0, 17).mapToObj(_ -> "" + tokens).collect(Collectors.joining(","));
    return "\"%s_tokens_mean\":%d,\"%s_tokens_q\":[%s]".formatted(name, tokens, name, all);
  }

  @Test
  void theTwoMakeOneTrafficInEitherOrder() {
    Shell.Result one = Shell.line("lab simulate " + rates + " " + lengths + ON);
    Shell.Result other = Shell.line("lab simulate " + lengths + " " + rates + ON);

    assertThat(one.status()).as(one.err()).isZero();
    for (String figure : List.of("traffic", "requests", "served", "ttft_ms")) {
      assertThat(one.json().root().get(figure))
          .as(figure)
          .isNotNull()
          .isEqualTo(other.json().root().get(figure));
    }
    assertThat(one.json().root().get("requests")).asString().matches("1[0-4]\\d\\d");
  }

  @Test
  void oneAloneSaysWhichTheOtherIs() {
    Shell.Result rate = Shell.line("plan " + rates);
    Shell.Result length = Shell.line("plan " + lengths);

    assertThat(rate.status()).isEqualTo(2);
    assertThat(rate.err()).contains("rates of callers without their lengths", "rates.csv");
    assertThat(rate.err()).contains("Give the file of their lengths beside it");
    assertThat(length.status()).isEqualTo(2);
    assertThat(length.err()).contains("lengths of callers without their rates", "lengths.jsonl");
  }

  @Test
  void lengthsWithoutTimesSayWhatToDo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("list.csv"),
            "num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n3772,54,3826,69.8\n");
    Shell.Result result = Shell.line("plan " + file);

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .contains("lengths of requests without the times they came", "--volume TOKENS/month");
  }
}
