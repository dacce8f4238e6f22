package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything a user can get wrong, with the exit status it must end in; the exact messages stand
/// in the golden files.
class BadInputTest {
  private static final String QUICK =
      " --gpu-offer aws-p5.48xlarge-ap-south-1-on-demand --candidate llama-3.3-70b";

  private static final List<String> TRACES =
      List.of(
          "1 plan nowhere.csv",
          "1 plan a-folder",
          "1 plan empty.csv",
          "1 plan header.csv",
          "0 plan negative.csv",
          "0 plan huge.csv",
          "1 plan only-huge.csv",
          "0 plan backwards.csv",
          "0 plan half-a-line.csv",
          "1 plan wrong-columns.csv",
          "1 plan letter.txt",
          "1 plan binary.bin",
          "1 plan archive.zip",
          "0 plan cut.csv.gz",
          "1 plan cut-in-header.csv.gz",
          "0 plan latin1.csv",
          "1 plan no-tokens.csv",
          "0 plan no-answers.csv",
          "0 plan no-prompts.csv",
          "1 plan one-request.csv",
          "1 plan one-instant.csv",
          "1 plan too-much.csv",
          "0 plan too-long.csv",
          "1 plan deep.json",
          "0 plan deep.jsonl");

  private static final List<String> PLAN_FLAGS =
      List.of(
          "2 plan",
          "2 plan ''",
          "2 plan good.csv good.csv",
          "2 plan good.csv --volume 5M",
          "2 plan good.csv --output-share 0.3",
          "2 plan good.csv --shape steady",
          "1 plan good.csv --today nosuch",
          "1 plan good.csv --today gpt4o",
          "1 plan good.csv --frontier nosuch",
          "1 plan good.csv --candidate nosuch",
          "1 plan good.csv --candidate gpt-4o",
          "1 plan good.csv --candidate lama-3.3-70b",
          "2 plan good.csv --candidate llama-3.3-70b:fp9",
          "1 plan good.csv --gpu-offer nosuch",
          "0 plan good.csv --slo ttft-p95=1ms" + QUICK,
          "2 plan good.csv --slo ttft-p95=0ms",
          "2 plan good.csv --slo fast",
          "2 plan good.csv --slo ttft-p42=2s",
          "2 plan good.csv --slo ttft-p95=2s,",
          "2 plan good.csv --scale 0",
          "2 plan good.csv --scale -1",
          "2 plan good.csv --scale x",
          "1 plan good.csv --scale 1e12",
          "2 plan good.csv --scale 1/0",
          "2 plan good.csv --at tomorrow",
          "2 plan good.csv --at 2026-02-30",
          "2 plan good.csv --api-latency gpt-4o",
          "2 plan good.csv --api-latency gpt-4o:fast",
          "1 plan good.csv --api-latency nosuch:ttft-p95=1s",
          "2 plan good.csv --redundancy 3x",
          "2 plan good.csv --tenants x",
          "2 plan good.csv --tenants 0",
          "2 plan good.csv --fte -1",
          "2 plan good.csv --class cheap",
          "2 plan good.csv --explain nosuch",
          "2 plan good.csv --nosuch",
          "1 plan good.csv --prices nowhere.jsonl",
          "1 plan good.csv --prices no-json.jsonl",
          "1 plan good.csv --prices columns.csv",
          "1 plan good.csv --prices empty.jsonl",
          "1 plan good.csv --prices empty.csv",
          "2 plan good.csv --region mars",
          "0 plan good.csv --region eu" + QUICK,
          "2 plan --volume 0",
          "2 plan --volume 999",
          "2 plan --volume 1e30",
          "2 plan --volume 9e18",
          "2 plan --volume -5M",
          "2 plan --volume 1,5M",
          "2 plan --volume 500M/day",
          "1 plan good.csv --scale 1000000",
          "2 plan --volume 5M --shape zigzag",
          "2 plan --volume 5M --output-share 2",
          "2 plan --volume 5M --output-share -1",
          "2 plan --volume 5M --output-share x");

  private static final List<String> SHAPING =
      List.of(
          "0 plan good.csv no-answers.csv@0.5" + QUICK,
          "0 plan good.csv --envelope curve.csv" + QUICK,
          "1 plan good.csv --envelope curve-much.csv --scale 1e12" + QUICK,
          "2 plan --volume 5M --envelope curve.csv",
          "2 plan good.csv@0",
          "2 plan good.csv@-1",
          "2 plan good.csv@twice",
          "2 plan good.csv good.csv@2",
          "1 plan one-request.csv --scale 2",
          "1 plan one-instant.csv@0.5",
          "2 lab simulate",
          "2 lab simulate good.csv --scale 0",
          "2 lab simulate good.csv --scale -1",
          "2 lab simulate good.csv --scale NaN",
          "1 lab simulate good.csv --scale 1e12",
          "1 lab simulate good.csv --scale 1e-12",
          "1 lab simulate good.csv nowhere.csv",
          "1 lab simulate one-request.csv --scale 2",
          "1 lab simulate one-instant.csv --envelope curve.csv",
          "1 lab simulate good.csv --envelope nowhere.csv",
          "1 lab simulate good.csv --envelope good.csv",
          "1 lab simulate good.csv --envelope empty.csv",
          "1 lab simulate good.csv --envelope curve-gap.csv",
          "1 lab simulate good.csv --envelope curve-row.csv",
          "1 lab simulate good.csv --envelope curve-negative.csv",
          "1 lab simulate good.csv --envelope curve-nan.csv",
          "1 lab simulate good.csv --envelope curve-back.csv",
          "1 lab simulate good.csv --envelope curve-zero.csv",
          "2 lab simulate good.csv --envelope curve-short.csv",
          "1 lab simulate good.csv --envelope curve-days.csv --scale 1/1000",
          "1 lab simulate good.csv --envelope curve-much.csv");

  private static final List<String> CALCULATORS =
      List.of(
          "2 nosuch",
          "2 plna",
          "2 --nosuch",
          "2 lab fitt",
          "2 price",
          "2 price --model",
          "1 price --model nosuch",
          "1 price --model gpt4o",
          "1 price --model gpt-4o --provider nosuch",
          "2 price --model openai/gpt-4o --provider azure",
          "2 price --model gpt-4o --input -1",
          "2 price --model gpt-4o --input 1.5",
          "2 price --model gpt-4o --input many",
          "2 price --model gpt-4o --input 9223372036854775807",
          "2 price --model gpt-4o --input 9223372036854775808",
          "2 price --model gpt-4o --input 9e18 --cache-read 9e18",
          "2 price --model gpt-4o --input 1 --input 2",
          "2 price --model gpt-4o --class cheap",
          "2 price --model gpt-4o --at 2026-13-01",
          "2 price --model gpt-4o extra",
          "4 price --model gpt-4o --cache-write 1",
          "4 price --model gpt-4o --class flex --input 1",
          "0 price --model gpt-4o --region mars --input 1",
          "0 price --model claude-sonnet-4.5 --provider bedrock --region mars --input 1",
          "1 price --model mine/m --prices negative.jsonl",
          "1 price --model mine/m --prices unit.jsonl",
          "1 price --model mine/m --prices zero.jsonl",
          "1 price --model mine/m --prices undated.jsonl",
          "1 price --model mine/m --prices no-such-host.jsonl",
          "1 price --model mine/m --prices second-line.jsonl",
          "1 price --model mine/m --prices latin1.jsonl",
          "1 price --model mine/m --prices letter.txt",
          "1 price --model mine/m --prices a-folder",
          "2 cost",
          "0 cost --gpu-hour 2.5",
          "2 cost --gpu-hour -2.5 --tok-s 5",
          "2 cost --gpu-hour cheap --tok-s 5",
          "2 cost --gpu-hour 1e30 --tok-s 5",
          "2 cost --gpu-hour 2.5 --tok-s 0",
          "2 cost --gpu-hour 2.5 --tok-s -5",
          "2 cost --gpu-hour 2.5 --tok-s 1e999999999",
          "2 cost --gpu-hour 2.5 --tok-s 5 --utilization 70",
          "2 cost --fixed-month -1 --api-mtok 10",
          "2 cost --fixed-month 1 --api-mtok -10",
          "0 cost --fixed-month 1 --api-mtok 10 --gpu-hour 2.5 --tok-s 5",
          "0 cost --gpu-hour 2.5 --tok-s 5 --self-mtok 1",
          "2 lab fit",
          "1 lab fit --model nosuch --gpu h100-sxm",
          "1 lab fit --model gpt-4o --gpu h100-sxm",
          "1 lab fit --model llama-3.3-70b --gpu h1000",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --quant q4",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --tp 0",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --tp 4 --gpus 6",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --tp 4 --gpus -4",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --engine nosuch",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --kv-bytes 3",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --max-num-seqs 0",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --max-running-requests 300000",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --max-num-seqs 9000",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --max-num-seqs 8 --max-num-seqs 9",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --chunked-prefill-size -1",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --max-num-batched-tokens 8k",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --gpu-memory-utilization 90",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --gpu-memory-utilization NaN",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --mem-fraction-static 0",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --block-size 24",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --block-size -2147483648",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --num-gpu-blocks-override 0",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --num-gpu-blocks-override 2147483647",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --context 0",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --context 131073",
          "2 lab fit --model llama-3.3-70b --gpu h100-sxm --concurrency 9223372036854775807",
          "0 lab throughput --model llama-3.3-70b --gpu h100-sxm --isl 9 --osl 9 --concurrency 1",
          "2 lab throughput --model gemma-4-31b --gpu h100-sxm --isl 0 --osl 9 --concurrency 1",
          "2 lab throughput --model gemma-4-31b --gpu h100-sxm --isl 2147483648 --osl 9"
              + " --concurrency 1",
          "2 lab throughput --model llama-3.3-70b --gpu h100-sxm --tp 4 --isl 2147483647"
              + " --osl 2147483647 --concurrency 1");

  @TempDir Path folder;

  @Test
  void tracesAreReadOrRefused() throws IOException {
    check("traces", TRACES.stream().map(line -> line + QUICK));
  }

  @Test
  void flagsOfPlanAreObeyedOrRefused() throws IOException {
    check("plan", PLAN_FLAGS.stream());
  }

  @Test
  void tracesAreShapedOrRefused() throws IOException {
    String gpus = " --model llama-3.3-70b --gpu h100-sxm --tp 4";
    check(
        "shaping",
        SHAPING.stream().map(line -> line.contains("lab simulate") ? line + gpus : line));
  }

  @Test
  void calculatorsAnswerOrRefuse() throws IOException {
    check("calculators", CALCULATORS.stream());
  }

  private void check(String name, Stream<String> cases) throws IOException {
    BadFiles.write(folder);
    StringBuilder messages = new StringBuilder();
    cases.forEach(
        line -> {
          int status = Integer.parseInt(line.substring(0, line.indexOf(' ')));
          String command = line.substring(line.indexOf(' ') + 1);
          Shell.Result result = run(command);
          obeysTheContract(command, status, result);
          messages.append("%s%n  exit %d%n".formatted(command.replace(QUICK, ""), status));
          (status == 4 ? result.out() + result.err() : result.err())
              .lines()
              .forEach(said -> messages.append("  ").append(said).append('\n'));
        });
    Golden.check("cli/src/test/golden/bad-input/" + name + ".txt", messages.toString());
  }

  /// One line that begins with its number and ends as a sentence, and nothing on standard output.
  private static void obeysTheContract(String command, int status, Shell.Result result) {
    assertThat(result.status()).as(command + "\n" + result.err()).isEqualTo(status);
    assertThat(result.err()).as(command).doesNotContain("error 900", "Exception", "\tat ", "null");
    if (status == 1 || status == 2) {
      assertThat(result.out()).as(command).isEmpty();
      String last = result.err().lines().toList().getLast();
      assertThat(last).as(command).matches("error [0-9]{3}: .*[.?]");
      assertThat(result.err().lines().filter(line -> line.startsWith("error"))).hasSize(1);
    } else {
      assertThat(result.out()).as(command).isNotEmpty();
      assertThat(result.err()).as(command).doesNotContain("error");
    }
  }

  /// Runs `command` with the names of files in the folder made absolute, and says them as given.
  private Shell.Result run(String command) {
    String[] args =
        Stream.of(command.split(" "))
            .map(arg -> arg.equals("''") ? "" : arg)
            .map(arg -> isFile(arg) ? folder.resolve(arg).toString() : arg)
            .toArray(String[]::new);
    Shell.Result result = Shell.run(args);
    return new Shell.Result(result.status(), result.out(), result.err().replace(folder + "/", ""));
  }

  private boolean isFile(String arg) {
    String name = arg.replaceFirst("@.*", "");
    return !name.isEmpty()
        && (name.startsWith("nowhere") || folder.resolve(name).toFile().exists());
  }
}
