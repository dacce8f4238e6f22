package dev.breakeven.wire.translate;

import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A chat request of OpenAI as a request of Anthropic.
public final class OpenAiRequest {
  private static final BigDecimal HOTTEST = BigDecimal.ONE;
  private static final int MOST_CACHE_MARKS = 4;

  private OpenAiRequest() {}

  /// Throws `BreakevenException` naming the field that Anthropic cannot be told.
  public static byte[] toAnthropic(byte[] body) {
    FieldReader request = FieldReader.of(Side.REQUEST, Json.read(Side.REQUEST, body));
    Json.Fields out = Json.fields("model", request.requiredText("model"));
    out.with("max_tokens", maxTokens(request));
    OpenAiMessages messages = OpenAiMessages.of(request);
    if (!messages.system().isEmpty()) {
      out.with("system", new Json.Items(messages.system()));
    }
    out.with("messages", new Json.Items(messages.turns()));
    sampling(request, out);
    tools(request, out);
    output(request, out);
    request.text("user").ifPresent(user -> out.with("metadata", Json.fields("user_id", user)));
    request.flag("stream").ifPresent(stream -> out.with("stream", stream));
    serviceTier(request, out);
    neutral(request);
    request.refuseRest();
    CacheMarks.check(out, MOST_CACHE_MARKS);
    return out.bytes();
  }

  private static Json.Digits maxTokens(FieldReader request) {
    Optional<Json.Digits> newer = request.number("max_completion_tokens");
    Optional<Json.Digits> older = request.number("max_tokens");
    if (newer.isPresent() && older.isPresent() && !newer.equals(older)) {
      throw request.invalid("max_tokens", "not the same as max_completion_tokens");
    }
    return newer
        .or(() -> older)
        .orElseThrow(() -> request.refuse("max_tokens", "missing, and the upstream requires it"));
  }

  private static void sampling(FieldReader request, Json.Fields out) {
    request
        .number("temperature")
        .ifPresent(
            value -> {
              if (new BigDecimal(value.value()).compareTo(HOTTEST) > 0) {
                throw request.refuse("temperature", "above 1, the most that the upstream takes");
              }
              out.with("temperature", value);
            });
    out.with("top_p", request.number("top_p")).with("top_k", request.number("top_k"));
    request
        .take("stop")
        .ifPresent(
            stop ->
                out.with("stop_sequences", stop instanceof Json.Text ? Json.items(stop) : stop));
  }

  private static void tools(FieldReader request, Json.Fields out) {
    List<Json> tools = new ArrayList<>();
    for (FieldReader tool : request.objects("tools")) {
      if (!tool.requiredText("type").equals("function")) {
        throw tool.refuse("type", "only functions can be translated");
      }
      FieldReader function = tool.requiredObject("function");
      Json.Fields schema = Json.fields("type", "object").with("properties", Json.fields());
      Json.Fields definition = Json.fields("name", function.requiredText("name"));
      function.text("description").ifPresent(text -> definition.with("description", text));
      definition.with(
          "input_schema", function.object("parameters").map(FieldReader::all).orElse(schema));
      function.flag("strict").ifPresent(strict -> definition.with("strict", strict));
      definition.with("cache_control", tool.take("cache_control"));
      function.refuseRest();
      tool.refuseRest();
      tools.add(definition);
    }
    Optional<Boolean> parallel = request.flag("parallel_tool_calls");
    Optional<Json.Fields> choice = toolChoice(request);
    if (tools.isEmpty()) {
      return;
    }
    out.with("tools", new Json.Items(tools));
    boolean one = parallel.isPresent() && !parallel.get();
    Json.Fields chosen = choice.orElse(Json.fields("type", "auto"));
    if (one && !chosen.equals(Json.fields("type", "none"))) {
      chosen.with("disable_parallel_tool_use", true);
      out.with("tool_choice", chosen);
    } else {
      out.with("tool_choice", choice);
    }
  }

  private static Optional<Json.Fields> toolChoice(FieldReader request) {
    Optional<Json> choice = request.take("tool_choice");
    if (choice.isEmpty()) {
      return Optional.empty();
    }
    if (choice.get() instanceof Json.Text(String word)) {
      return Optional.of(
          switch (word) {
            case "auto", "none" -> Json.fields("type", word);
            case "required" -> Json.fields("type", "any");
            default -> throw request.refuse("tool_choice", "'" + word + "' cannot be translated");
          });
    }
    FieldReader named = request.requiredObject("tool_choice");
    if (!named.requiredText("type").equals("function")) {
      throw named.refuse("type", "only functions can be translated");
    }
    FieldReader function = named.requiredObject("function");
    Json.Fields tool = Json.fields("type", "tool").with("name", function.requiredText("name"));
    function.refuseRest();
    named.refuseRest();
    return Optional.of(tool);
  }

  private static void output(FieldReader request, Json.Fields out) {
    Json.Fields config = Json.fields();
    request
        .text("reasoning_effort")
        .ifPresent(
            effort -> {
              switch (effort) {
                case "none" -> out.with("thinking", Json.fields("type", "disabled"));
                case "minimal" -> config.with("effort", "low");
                case "low", "medium", "high", "xhigh", "max" -> config.with("effort", effort);
                default ->
                    throw request.refuse("reasoning_effort", "'" + effort + "' has no counterpart");
              }
            });
    out.with("thinking", request.object("thinking").map(FieldReader::all));
    request.object("response_format").ifPresent(format -> format(format, config));
    if (!config.values().isEmpty()) {
      out.with("output_config", config);
    }
  }

  private static void format(FieldReader format, Json.Fields config) {
    String type = format.requiredText("type");
    if (type.equals("json_schema")) {
      FieldReader schema = format.requiredObject("json_schema").drop("name", "description");
      schema.flag("strict");
      config.with(
          "format",
          Json.fields("type", type).with("schema", schema.requiredObject("schema").all()));
      schema.refuseRest();
    } else if (!type.equals("text")) {
      throw format.refuse("type", "'" + type + "' has no counterpart; a json_schema has");
    }
    format.refuseRest();
  }

  private static void serviceTier(FieldReader request, Json.Fields out) {
    request
        .text("service_tier")
        .ifPresent(
            tier -> {
              switch (tier) {
                case "auto" -> out.with("service_tier", "auto");
                case "default" -> out.with("service_tier", "standard_only");
                default ->
                    throw request.refuse("service_tier", "'" + tier + "' has no counterpart");
              }
            });
  }

  /// What changes nothing, or is so anyway.
  private static void neutral(FieldReader request) {
    Json zero = new Json.Digits("0");
    Json no = new Json.Flag(false);
    request
        .drop(DialectFields.OPENAI_DROPPED)
        .neutral("n", new Json.Digits("1"))
        .neutral("frequency_penalty", zero, new Json.Digits("0.0"))
        .neutral("presence_penalty", zero, new Json.Digits("0.0"))
        .neutral("logprobs", no)
        .neutral("store", no)
        .neutral("logit_bias", Json.fields())
        .neutral("modalities", Json.items(new Json.Text("text")))
        .neutral("verbosity", new Json.Text("medium"));
  }
}
