package dev.breakeven.ask.mcp;

import dev.breakeven.ask.tool.Facts;
import dev.breakeven.ask.tool.Tool;
import dev.breakeven.ask.tool.Tools;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.wire.json.Json;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Offers [Tools] to one client. A tool that fails answers why; the session goes on.
public final class ToolServer {
  private final Facts facts;
  private final PrintWriter log;

  private ToolServer(Facts facts, PrintWriter log) {
    this.facts = facts;
    this.log = log;
  }

  /// Answers until the client leaves. Only messages of the protocol go to `out`; what else there is
  /// to say goes to `log`.
  public static void serve(
      Facts facts, String version, InputStream in, OutputStream out, PrintWriter log) {
    ToolServer server = new ToolServer(facts, log);
    Stdio stdio = new Stdio(in, out, log);
    McpJsonMapper mapper = new JacksonMcpJsonMapper(JsonMapper.builder().build());
    McpSyncServer running =
        McpServer.sync(new StdioServerTransportProvider(mapper, stdio.input(), stdio.output()))
            .serverInfo("breakeven", version)
            .instructions(Tools.INSTRUCTIONS)
            .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
            .jsonMapper(mapper)
            .jsonSchemaValidator((_, _) -> JsonSchemaValidator.ValidationResponse.asValid(""))
            .validateToolInputs(false) // a tool checks its arguments, and says what it takes
            .tools(Tools.ALL.stream().map(tool -> server.offered(tool, mapper)).toList())
            .build();
    stdio.awaitEnd();
    running.close();
  }

  private SyncToolSpecification offered(Tool tool, McpJsonMapper mapper) {
    McpSchema.Tool described =
        McpSchema.Tool.builder(tool.name(), mapper, tool.schema().print())
            .description(tool.description())
            .annotations(McpSchema.ToolAnnotations.builder().readOnlyHint(true).build())
            .build();
    return new SyncToolSpecification(described, (_, request) -> answer(tool, request.arguments()));
  }

  private McpSchema.CallToolResult answer(Tool tool, @Nullable Map<String, Object> arguments) {
    try {
      return said(tool.call(facts, fields(arguments)).table().print(), false);
    } catch (BreakevenException e) {
      return said((e.what() + ". " + e.remedy()).strip(), true);
    } catch (RuntimeException e) {
      log.println(tool.name() + ": " + e);
      return said("a defect of Breakeven: " + e.getClass().getSimpleName(), true);
    }
  }

  private static McpSchema.CallToolResult said(String text, boolean error) {
    return McpSchema.CallToolResult.builder().addTextContent(text).isError(error).build();
  }

  private static Json.Fields fields(@Nullable Map<?, ?> arguments) {
    Json.Fields fields = Json.fields();
    if (arguments != null) {
      arguments.forEach((key, value) -> fields.with(String.valueOf(key), json(value)));
    }
    return fields;
  }

  private static Json json(@Nullable Object value) {
    return switch (value) {
      case null -> new Json.Nothing();
      case String text -> new Json.Text(text);
      case Number number -> new Json.Digits(number.toString());
      case Boolean flag -> new Json.Flag(flag);
      case Map<?, ?> map -> fields(map);
      case List<?> list -> new Json.Items(list.stream().map(ToolServer::json).toList());
      default -> new Json.Text(value.toString());
    };
  }
}
