package dev.breakeven.bench.load;

import dev.breakeven.core.workload.Trace;
import dev.breakeven.testkit.load.Answer;
import dev.breakeven.testkit.load.Call;
import dev.breakeven.testkit.load.LoadDriver;
import java.io.IOException;
import java.io.Reader;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;

/// Drives a real engine through a file of runs, open loop, and writes what was measured.
///
/// `EngineRuns URL MODEL DEPLOYMENT.properties RUNS.csv FOLDER`. Requests go to
/// `URL/v1/completions` as token ids, so a prompt is as long as planned and shares no prefix with
/// another; `ignore_eos` makes answers as long as planned. Engines of the vLLM and llama.cpp kind
/// take both. A run in which this process stood still is done again, three times at most.
public final class EngineRuns {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration LONGEST_STANDSTILL = Duration.ofMillis(100);
  private static final int ATTEMPTS = 4;
  private static final System.Logger LOG = System.getLogger("engine-runs");
  private static final int WARM_CALLS = 4;
  private static final int FIRST_TOKEN_ID = 1_000;
  private static final int TOKEN_IDS = 20_000;

  private final URI uri;
  private final String model;

  EngineRuns(String url, String model) {
    this.uri = URI.create(url + "/v1/completions");
    this.model = model;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 5) {
      throw new IllegalArgumentException(
          "give: URL MODEL DEPLOYMENT.properties RUNS.csv FOLDER, not " + List.of(args));
    }
    Properties deployment = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[2]))) {
      deployment.load(reader);
    }
    Path folder = Files.createDirectories(Path.of(args[4]));
    RunFiles files = new RunFiles(folder, deployment);
    new EngineRuns(args[0], args[1]).all(Run.read(Path.of(args[3])), files);
  }

  void all(List<Run> runs, RunFiles files) throws IOException {
    try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
      for (Run run : runs) {
        List<Call> calls = calls(run);
        driver.closed(calls.subList(0, Math.min(WARM_CALLS, calls.size())), 1);
        List<Answer> answers = driver.open(calls);
        for (int i = 1;
            i < ATTEMPTS && driver.standstill().compareTo(LONGEST_STANDSTILL) > 0;
            i++) {
          LOG.log(Level.INFO, "{0} again: stood still for {1}", run.name(), driver.standstill());
          answers = driver.open(calls);
        }
        files.add(run, answers, driver.standstill());
      }
    }
  }

  private List<Call> calls(Run run) {
    Trace requests = run.requests();
    List<Call> calls = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(run.seed() + 1);
    for (int i = 0; i < requests.size(); i++) {
      String body = body(requests.inputTokens(i), requests.outputTokens(i), random);
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("content-type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build();
      calls.add(new Call(i, requests.arrivalNanos(i), request));
    }
    return calls;
  }

  private String body(int input, int output, SplittableRandom random) {
    StringBuilder prompt = new StringBuilder();
    for (int i = 0; i < input; i++) {
      prompt.append(i == 0 ? "" : ",").append(FIRST_TOKEN_ID + random.nextInt(TOKEN_IDS));
    }
    return """
        {"model":"%s","prompt":[%s],"max_tokens":%d,"temperature":0,"ignore_eos":true,\
        "stream":true,"stream_options":{"include_usage":true},"cache_prompt":false}"""
        .formatted(model, prompt, output);
  }
}
