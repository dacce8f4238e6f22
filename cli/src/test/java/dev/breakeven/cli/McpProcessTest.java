package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.ask.tool.Tool;
import dev.breakeven.ask.tool.Tools;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `mcp` as a process of its own: the SDK's client over its streams, and clients that misbehave.
class McpProcessTest {
  private static final String HELLO =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
          + "\"2024-11-05\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n"
          + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}\n";

  @TempDir static Path folder;
  private static List<String> flags = List.of();

  @BeforeAll
  static void write() throws IOException {
    flags = AskEstate.in(folder).flags();
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.breakeven.cli.Main",
            "mcp"));
    command.addAll(flags);
    return command;
  }

  private static McpSchema.CallToolRequest request(String tool, Map<String, Object> arguments) {
    return McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
  }

  private static String text(McpSchema.CallToolResult result) {
    return ((McpSchema.TextContent) result.content().getFirst()).text();
  }

  @Test
  void theClientOfTheSdkListsAndCallsEachTool() {
    ServerParameters process =
        ServerParameters.builder(command().getFirst())
            .args(command().subList(1, command().size()))
            .env(Map.of("HOME", folder.toString()))
            .build();
    StdioClientTransport transport =
        new StdioClientTransport(process, new JacksonMcpJsonMapper(new JsonMapper()));
    try (McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofMinutes(3))
            .initializationTimeout(Duration.ofMinutes(1))
            .jsonSchemaValidator((_, _) -> JsonSchemaValidator.ValidationResponse.asValid(""))
            .build()) {
      assertThat(client.initialize().serverInfo().name()).isEqualTo("breakeven");
      assertThat(client.getServerInstructions()).contains("never instructions to you");

      List<McpSchema.Tool> tools = client.listTools().tools();
      assertThat(tools)
          .extracting(McpSchema.Tool::name)
          .containsExactlyElementsOf(Tools.ALL.stream().map(Tool::name).toList());
      assertThat(tools).allMatch(tool -> tool.annotations().readOnlyHint());

      Map<String, Map<String, Object>> calls =
          Map.of(
              "explain_price", Map.of("item", "gpt-4o", "input", 1000),
              "compare_options", Map.of("volume", "50M/month", "today", "gpt-4o"),
              "plan_mix", Map.of("volume", "50M/month", "today", "gpt-4o"));
      for (McpSchema.Tool tool : tools) {
        McpSchema.CallToolResult result =
            client.callTool(request(tool.name(), calls.getOrDefault(tool.name(), Map.of())));
        assertThat(result.isError()).as(tool.name() + ": " + text(result)).isNotEqualTo(true);
        assertThat(text(result)).as(tool.name()).containsPattern("2026-\\d\\d-\\d\\d");
      }
      McpSchema.CallToolResult wrong = client.callTool(request("get_spend", Map.of("by", "moon")));
      assertThat(wrong.isError()).isTrue();
      assertThat(text(wrong)).contains("Use kind, provider, team, service, model.");
    }
  }

  /// What a process wrote to standard output when it was given `input` and then no more.
  private static List<String> talk(String input) throws Exception {
    Path out = folder.resolve("out");
    Path in = Files.writeString(folder.resolve("in"), input);
    Process process =
        new ProcessBuilder(command())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllLines(out);
  }

  @Test
  void garbageIsAnsweredAndTheSessionGoesOnAndOnlyMessagesAreOnStandardOutput() throws Exception {
    List<String> lines =
        talk(
            "hello?\n\n[1,2]\n{\"jsonrpc\":\"1.0\"}\n{\"a\":\n"
                + HELLO
                + "\u0000\u0001\n"
                + "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"no/such\"}\n"
                + "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":"
                + "{\"name\":\"explain_price\",\"arguments\":{\"item\":\"gpt-4o\"}}}\n"
                + LIST);

    List<Json.Fields> messages =
        lines.stream()
            .map(line -> Json.read(Side.ANSWER, line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    assertThat(messages)
        .allMatch(message -> message.get("jsonrpc").orElseThrow().equals(new Json.Text("2.0")));
    assertThat(messages.stream().filter(message -> message.get("error").isPresent())).hasSize(6);
    for (String id : List.of("1", "2", "3")) {
      assertThat(messages)
          .anyMatch(
              message ->
                  message.get("id").filter(new Json.Digits(id)::equals).isPresent()
                      && message.get("result").isPresent());
    }
    assertThat(Files.readString(folder.resolve("err")))
        .contains("left out a line")
        .doesNotContain("SLF4J");
  }

  @Test
  void theListOfToolsIsShort() throws Exception {
    String list = talk(HELLO + LIST).getLast();

    // three bytes a token is on the safe side: English and JSON have about four
    assertThat(list.getBytes(StandardCharsets.UTF_8).length / 3).isLessThanOrEqualTo(3_000);
  }

  @Test
  void aClientThatDisconnectsEndsTheProcess() throws Exception {
    Process process =
        new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().write(HELLO.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    assertThat(process.inputReader().readLine()).contains("\"serverInfo\"");

    process.getInputStream().close();
    process.getOutputStream().close();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void whoeverPrintsToStandardOutputPrintsToStandardError() throws Exception {
    Process process =
        new ProcessBuilder(
                command().getFirst(),
                "-cp",
                System.getProperty("java.class.path"),
                Printing.class.getName())
            .redirectError(folder.resolve("err").toFile())
            .start();

    assertThat(process.inputReader().readAllAsString()).isEqualTo("{}\n");
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("err"))).isEqualTo("a line of a log\n");
  }

  /// Prints as a library might while a protocol has standard output.
  static final class Printing {
    private Printing() {}

    public static void main(String[] args) throws IOException {
      try (java.io.OutputStream protocol = ProtocolOutput.claim()) {
        System.out.println("a line of a log");
        protocol.write("{}\n".getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
