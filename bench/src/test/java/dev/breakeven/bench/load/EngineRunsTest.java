package dev.breakeven.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.workload.Trace;
import dev.breakeven.ingest.trace.TraceFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs against a server in this JVM that streams as many tokens as it is asked for, and
/// refuses a prompt of a hundred tokens.
class EngineRunsTest {
  private static final Pattern REQUEST =
      Pattern.compile("\"prompt\":\\[([0-9,]+)],\"max_tokens\":(\\d+)");
  private static final int TOO_LONG = 100;

  private final AtomicInteger received = new AtomicInteger();
  private HttpServer server;
  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/completions", this::complete);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void complete(HttpExchange exchange) throws IOException {
    received.incrementAndGet();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Matcher request = REQUEST.matcher(body);
    assertThat(request.find()).isTrue();
    int input = request.group(1).split(",").length;
    int output = Integer.parseInt(request.group(2));
    if (input == TOO_LONG) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().add("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < output; i++) {
        event(out, "{\"choices\":[{\"text\":\"t\"}]}");
      }
      event(
          out,
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}"
              .formatted(input, output));
      event(out, "[DONE]");
    }
  }

  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(UTF_8));
    out.flush();
  }

  private void run(String... rows) throws IOException {
    Path deployment =
        Files.writeString(
            folder.resolve("deployment.properties"),
            """
            source=own
            engine=llama.cpp
            model=llama-3.1-8b
            quant=int4
            gpu=l40s
            gpu_count=1
            tp=1
            max_num_seqs=8
            """);
    Path runs = folder.resolve("runs.csv");
    Files.write(runs, List.of("run,rate,input,output,trace,seconds,warmup,seed"));
    Files.write(runs, List.of(rows), java.nio.file.StandardOpenOption.APPEND);
    EngineRuns.main(
        new String[] {
          "http://127.0.0.1:" + server.getAddress().getPort(),
          "m",
          deployment.toString(),
          runs.toString(),
          folder.resolve("out").toString()
        });
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve("out").resolve(name));
  }

  @Test
  void sendsWhatARunPlansAndExportsWhatWasServed() throws IOException {
    run("a,100,20,6,,0.5,0.1,1");

    Trace served = TraceFiles.read(folder.resolve("out/a.jsonl")).trace();
    int sent = lines("a.calls.csv").size() - 1;
    assertThat(sent).isGreaterThan(20);
    assertThat(received).hasValue(sent + 4);
    assertThat(served.size()).isEqualTo(sent);
    for (int i = 0; i < served.size(); i++) {
      assertThat(served.inputTokens(i)).isBetween(10, 30);
      assertThat(served.outputTokens(i)).isBetween(3, 9);
    }
    assertThat(served.spanNanos()).isBetween(300_000_000L, 500_000_000L);
    assertThat(lines("points.csv")).hasSize(1 + 3);
    assertThat(lines("points.csv").get(1))
        .startsWith("own,a,llama.cpp,,llama-3.1-8b,,int4,l40s,1,1,,")
        .contains("(max_num_seqs=8),output_tok_s,");
  }

  @Test
  void theSameRowGivesTheSameRequests() throws IOException {
    run("a,100,20,6,,0.3,0.1,1", "b,100,20,6,,0.3,0.1,1", "c,100,20,6,,0.3,0.1,2");

    assertThat(lines("b.jsonl")).isEqualTo(lines("a.jsonl"));
    assertThat(lines("c.jsonl")).isNotEqualTo(lines("a.jsonl"));
    assertThat(lines("runs.csv")).hasSize(1 + 3);
  }

  @Test
  void aTraceIsSentAsItIsAndARefusalCounts() throws IOException {
    List<String> rows =
        List.of(
            "{\"at_ms\":0,\"input\":5,\"output\":3}",
            "{\"at_ms\":20,\"input\":100,\"output\":3}",
            "{\"at_ms\":40,\"input\":7,\"output\":1}");
    Path trace = Files.write(folder.resolve("t.jsonl"), rows);
    run("t,,,,%s,1,0,1".formatted(trace));

    assertThat(lines("t.jsonl"))
        .containsExactly(
            "{\"at_ms\":0.000,\"input\":5,\"output\":3}",
            "{\"at_ms\":40.000,\"input\":7,\"output\":1}");
    assertThat(lines("runs.csv").get(1)).startsWith("t,3,2,0,1,0,0,3.0000,6.0000,2.0000,4.0000,");
    assertThat(lines("t.calls.csv").get(2)).contains(",400,refused,");
  }

  @Test
  void aPlanThatBreaksItsFormatNamesTheLine() {
    assertThatThrownBy(() -> run("a,fast,20,6,,0.3,0.1,1"))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("rate")
        .extracting(failure -> ((BreakevenException) failure).where())
        .asString()
        .contains("runs.csv:2");
  }
}
