package dev.breakeven.wire.translate;

import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import java.util.ArrayList;
import java.util.List;

/// Blocks of Anthropic as parts and tool calls of OpenAI.
final class AnthropicBlocks {
  private AnthropicBlocks() {}

  /// A text, or a list of blocks that are texts, as parts.
  static List<Json> texts(FieldReader holder, String key) {
    List<Json> parts = new ArrayList<>();
    if (holder.take(key).orElse(new Json.Nothing()) instanceof Json.Text text) {
      parts.add(Json.fields("type", "text").with("text", text));
      return parts;
    }
    for (FieldReader block : holder.objects(key)) {
      if (!block.requiredText("type").equals("text")) {
        throw block.refuse("type", "only texts have a counterpart here");
      }
      parts.add(part(block));
      block.drop("cache_control").refuseRest();
    }
    return parts;
  }

  /// A block of what the user says, whose type has been read.
  static Json part(FieldReader block) {
    String type = block.requiredText("type");
    return switch (type) {
      case "text" -> Json.fields("type", type).with("text", block.requiredText("text"));
      case "image" ->
          Json.fields("type", "image_url")
              .with("image_url", Json.fields("url", url(block.requiredObject("source"))));
      case "document" -> {
        FieldReader source = block.requiredObject("source");
        if (!source.text("type").orElse("").equals("base64")) {
          throw source.refuse("type", "only inline documents have a counterpart");
        }
        Json.Fields file = Json.fields();
        block.text("title").ifPresent(title -> file.with("filename", title));
        yield Json.fields("type", "file").with("file", file.with("file_data", url(source)));
      }
      default -> throw block.refuse("type", "'" + type + "' has no counterpart");
    };
  }

  private static String url(FieldReader source) {
    String type = source.requiredText("type");
    String url =
        switch (type) {
          case "url" -> source.requiredText("url");
          case "base64" ->
              "data:%s;base64,%s"
                  .formatted(source.requiredText("media_type"), source.requiredText("data"));
          default -> throw source.refuse("type", "'" + type + "' has no counterpart");
        };
    source.refuseRest();
    return url;
  }

  static Json call(FieldReader block) {
    return Json.fields("id", block.requiredText("id"))
        .with("type", "function")
        .with(
            "function",
            Json.fields("name", block.requiredText("name"))
                .with("arguments", block.requiredObject("input").all().print()));
  }
}
