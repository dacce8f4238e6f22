package dev.breakeven.wire.translate;

import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A request of Anthropic as a chat request of OpenAI.
public final class AnthropicRequest {
  private static final int MOST_STOPS = 4;
  private static final BigDecimal LOW_BUDGET = new BigDecimal(4096);
  private static final BigDecimal MEDIUM_BUDGET = new BigDecimal(16_384);

  private AnthropicRequest() {}

  /// Throws `BreakevenException` naming the field that the upstream cannot be told.
  public static byte[] toOpenAi(byte[] body, OpenAiTarget target) {
    FieldReader request = FieldReader.of(Side.REQUEST, Json.read(Side.REQUEST, body));
    Json.Fields out = Json.fields("model", request.requiredText("model"));
    Json.Digits limit =
        request.number("max_tokens").orElseThrow(() -> request.invalid("max_tokens", "missing"));
    if (limit.value().equals("0")) {
      throw request.refuse("max_tokens", "0 only warms a cache, and the upstream has none to warm");
    }
    out.with(target.maxTokensField(), limit);
    out.with("messages", new Json.Items(AnthropicMessages.of(request, target)));
    out.with("temperature", request.number("temperature")).with("top_p", request.number("top_p"));
    List<Json> stops = request.items("stop_sequences");
    if (stops.size() > MOST_STOPS) {
      throw request.refuse("stop_sequences", stops.size() + ", and the upstream takes four");
    }
    if (!stops.isEmpty()) {
      out.with("stop", new Json.Items(stops));
    }
    tools(request, out);
    output(request, out);
    about(request, out, target);
    request.drop(DialectFields.ANTHROPIC_DROPPED).refuseRest();
    return out.bytes();
  }

  private static void tools(FieldReader request, Json.Fields out) {
    List<Json> tools = new ArrayList<>();
    for (FieldReader tool : request.objects("tools")) {
      if (!tool.text("type").orElse("custom").equals("custom")) {
        throw tool.refuse("type", "a tool that runs at the provider");
      }
      Json.Fields function = Json.fields("name", tool.requiredText("name"));
      tool.text("description").ifPresent(text -> function.with("description", text));
      function.with("parameters", tool.requiredObject("input_schema").all());
      tool.flag("strict").ifPresent(strict -> function.with("strict", strict));
      tool.drop("cache_control").refuseRest();
      tools.add(Json.fields("type", "function").with("function", function));
    }
    Optional<FieldReader> choice = request.object("tool_choice");
    if (tools.isEmpty()) {
      return;
    }
    out.with("tools", new Json.Items(tools));
    choice.ifPresent(chosen -> toolChoice(chosen, out));
  }

  private static void toolChoice(FieldReader choice, Json.Fields out) {
    String type = choice.requiredText("type");
    switch (type) {
      case "auto", "none" -> out.with("tool_choice", type);
      case "any" -> out.with("tool_choice", "required");
      case "tool" ->
          out.with(
              "tool_choice",
              Json.fields("type", "function")
                  .with("function", Json.fields("name", choice.requiredText("name"))));
      default -> throw choice.refuse("type", "'" + type + "' has no counterpart");
    }
    if (choice.flag("disable_parallel_tool_use").orElse(false)) {
      out.with("parallel_tool_calls", false);
    }
    choice.refuseRest();
  }

  private static void output(FieldReader request, Json.Fields out) {
    Optional<FieldReader> config = request.object("output_config");
    Optional<String> effort =
        config.flatMap(fields -> fields.text("effort")).map(AnthropicRequest::effort);
    Optional<String> thinking = request.object("thinking").flatMap(AnthropicRequest::thinking);
    effort.or(() -> thinking).ifPresent(level -> out.with("reasoning_effort", level));
    config.flatMap(fields -> fields.object("format")).ifPresent(format -> format(format, out));
    config.ifPresent(FieldReader::refuseRest);
  }

  private static String effort(String effort) {
    return effort.equals("max") ? "xhigh" : effort;
  }

  /// A budget of tokens as one of three efforts; switched off it says nothing.
  private static Optional<String> thinking(FieldReader thinking) {
    String type = thinking.requiredText("type");
    Optional<BigDecimal> budget =
        thinking.number("budget_tokens").map(digits -> new BigDecimal(digits.value()));
    thinking.drop("display").refuseRest();
    return switch (type) {
      case "enabled" -> budget.map(AnthropicRequest::effortOf);
      case "disabled", "adaptive" -> Optional.empty();
      default -> throw thinking.refuse("type", "'" + type + "' has no counterpart");
    };
  }

  private static String effortOf(BigDecimal budget) {
    return budget.compareTo(LOW_BUDGET) < 0
        ? "low"
        : budget.compareTo(MEDIUM_BUDGET) < 0 ? "medium" : "high";
  }

  private static void format(FieldReader format, Json.Fields out) {
    String type = format.requiredText("type");
    if (!type.equals("json_schema")) {
      throw format.refuse("type", "'" + type + "' has no counterpart");
    }
    Json.Fields schema =
        Json.fields("name", "answer")
            .with("schema", format.requiredObject("schema").all())
            .with("strict", true);
    format.refuseRest();
    out.with("response_format", Json.fields("type", type).with("json_schema", schema));
  }

  private static void about(FieldReader request, Json.Fields out, OpenAiTarget target) {
    request
        .object("metadata")
        .ifPresent(
            metadata -> {
              metadata.text("user_id").ifPresent(user -> out.with("user", user));
              metadata.refuseRest();
            });
    request
        .text("service_tier")
        .ifPresent(tier -> out.with("service_tier", tier.equals("auto") ? "auto" : "default"));
    if (request.flag("stream").orElse(false)) {
      out.with("stream", true);
      if (target.streamOptions()) {
        out.with("stream_options", Json.fields().with("include_usage", true));
      }
    }
  }
}
