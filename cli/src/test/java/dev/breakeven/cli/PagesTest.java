package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the calculators print for people, as it was looked at and found good.
class PagesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "price, price --model gpt-4o --input 12K --cache-read 90K --output 800",
    "price-unpriced, price --model gpt-4o --cache-write 10",
    "cost, cost --gpu-hour 2.50 --tok-s 1260 --utilization 70%",
    "cost-busy, cost --gpu-hour 2.50 --tok-s 1260",
    "cost-idle, cost --gpu-hour 2.50 --tok-s 1260 --utilization 0",
    "break-even, cost --fixed-month 4608 --api-mtok 10 --tok-s 3400",
    "break-even-never, cost --fixed-month 4608 --api-mtok 10 --self-mtok 11",
    "lab-fit, lab fit --model llama-3.3-70b --gpu h100-sxm --tp 4 --concurrency 16",
    "lab-fit-short, lab fit --model llama-3.3-70b --gpu h100-sxm",
    "lab-fit-indivisible, lab fit --model llama-3.3-70b --gpu h100-sxm --tp 3",
    "lab-fit-blocks, lab fit --model llama-3.3-70b --gpu h100-sxm --tp 4 --context 1000"
        + " --num-gpu-blocks-override 1000",
    "lab-throughput-seqs, lab throughput --model llama-3.3-70b --gpu h100-sxm --tp 4 --gpus 8"
        + " --isl 1020 --osl 210 --concurrency 65 --max-num-seqs 16",
    "lab-throughput, lab throughput --model llama-3.3-70b --gpu h100-sxm --tp 4 --gpus 8"
        + " --isl 1020 --osl 210 --concurrency 65",
  })
  void look(String name, String command) throws IOException {
    check(name, Shell.line(command));
  }

  @Test
  void aDiscountShowsOnTheQuote() throws IOException {
    Path overlay =
        Files.writeString(
            folder.resolve("own.jsonl"), "{\"provider\":\"openai\",\"discount\":\"0.15\"}\n");
    check(
        "price-discount",
        Shell.run("price", "--model", "gpt-4o", "--input", "1M", "--prices", overlay.toString()));
  }

  private static void check(String name, Shell.Result result) throws IOException {
    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines()).noneMatch(line -> line.endsWith(" "));
    Golden.check("cli/src/test/golden/pages/" + name + ".txt", result.out());
  }
}
