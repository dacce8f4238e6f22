package dev.breakeven.bench;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Asks `breakeven mcp` as an agent does, by the client of the SDK: how long from the start of the
/// process to the list of tools, and how long each tool takes to answer.
///
/// A tool is asked 20 times, by turns with several arguments. Its first answer in a process, which
/// reads the ledger, is named beside the others.
public final class McpAnswers {
  private static final int STARTS = 10;
  private static final int TIMES = 20;
  private static final List<Map<String, Object>> TRAFFIC =
      List.of(Map.of(), Map.of("volume", "50M/month", "today", "gpt-4o"));
  private static final Map<String, List<Map<String, Object>>> ARGUMENTS =
      Map.of(
          "get_spend",
          List.of(Map.of(), Map.of("by", "team"), Map.of("by", "model", "kind", "model-api")),
          "list_waste",
          List.of(Map.of(), Map.of("min_usd", 100)),
          "compare_options",
          TRAFFIC,
          "plan_mix",
          TRAFFIC,
          "explain_price",
          List.of(Map.of("item", "gpt-4o", "input", "12K"), Map.of("item", "o3", "output", 800)),
          "query_usage",
          List.of(
              Map.of(),
              Map.of("by", "team", "then_by", "model"),
              Map.of("by", "day"),
              Map.of("by", "key", "then_by", "day")));

  private final List<String> command;

  private McpAnswers(List<String> command) {
    this.command = command;
  }

  /// The command that starts the server, with its arguments.
  public static void main(String[] args) {
    new McpAnswers(List.of(args)).run(System.out);
  }

  private void run(PrintStream out) {
    session().close(); // the client warms up
    double[] starts = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      long begin = System.nanoTime();
      McpSyncClient client = session();
      starts[i] = millis(begin);
      client.close();
    }
    Arrays.sort(starts);
    out.printf(
        "from start to the list of tools: median %.0f ms, slowest of %d %.0f ms%n",
        starts[STARTS / 2], STARTS, starts[STARTS - 1]);
    try (McpSyncClient client = session()) {
      List<McpSchema.Tool> tools = client.listTools().tools();
      int bytes =
          new JsonMapper().writeValueAsString(tools).getBytes(StandardCharsets.UTF_8).length;
      out.printf(
          "list of %d tools: %,d bytes, at most %,d tokens%n", tools.size(), bytes, bytes / 3);
      double[] all = new double[tools.size() * TIMES];
      for (int tool = 0; tool < tools.size(); tool++) {
        double[] times = times(client, tools.get(tool).name(), out);
        System.arraycopy(times, 0, all, tool * TIMES, TIMES);
      }
      out.printf("all %d answers: p95 %.0f ms%n", all.length, percentile95(all));
    }
  }

  /// A client of a new process, which has told its tools.
  private McpSyncClient session() {
    ServerParameters process =
        ServerParameters.builder(command.getFirst())
            .args(command.subList(1, command.size()))
            .env(System.getenv())
            .build();
    StdioClientTransport transport =
        new StdioClientTransport(process, new JacksonMcpJsonMapper(new JsonMapper()));
    McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofMinutes(10))
            .initializationTimeout(Duration.ofMinutes(1))
            .jsonSchemaValidator((_, _) -> JsonSchemaValidator.ValidationResponse.asValid(""))
            .build();
    client.initialize();
    if (client.listTools().tools().isEmpty()) {
      throw new IllegalStateException("no tools");
    }
    return client;
  }

  private static double[] times(McpSyncClient client, String tool, PrintStream out) {
    List<Map<String, Object>> arguments = ARGUMENTS.getOrDefault(tool, List.of(Map.of()));
    double[] times = new double[TIMES];
    Duration before = cpu();
    for (int i = 0; i < TIMES; i++) {
      long begin = System.nanoTime();
      McpSchema.CallToolResult answer =
          client.callTool(
              McpSchema.CallToolRequest.builder(tool)
                  .arguments(arguments.get(i % arguments.size()))
                  .build());
      times[i] = millis(begin);
      if (Boolean.TRUE.equals(answer.isError())) {
        throw new IllegalStateException(tool + ": " + answer);
      }
    }
    double first = times[0];
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    out.printf(
        "%-16s first %6.0f ms, median %5.0f, p95 %5.0f, slowest %6.0f; CPU of all %.1f s%n",
        tool,
        first,
        sorted[TIMES / 2],
        percentile95(times),
        sorted[TIMES - 1],
        cpu().minus(before).toMillis() / 1e3);
    return times;
  }

  /// What all processes that this one started have used.
  private static Duration cpu() {
    return ProcessHandle.current()
        .descendants()
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static double percentile95(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(0.95 * sorted.length) - 1];
  }

  private static double millis(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }
}
