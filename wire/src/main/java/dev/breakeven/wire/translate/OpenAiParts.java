package dev.breakeven.wire.translate;

import dev.breakeven.wire.json.FieldReader;
import dev.breakeven.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The content of an OpenAI message, a text or parts, as blocks of Anthropic.
final class OpenAiParts {
  private static final Pattern DATA_URL = Pattern.compile("data:([^;,]+);base64,");

  private OpenAiParts() {}

  static List<Json> of(FieldReader message, String key) {
    List<Json> blocks = new ArrayList<>();
    Optional<Json> content = message.take(key);
    if (content.isEmpty()) {
      return blocks;
    }
    if (content.get() instanceof Json.Text(String text)) {
      addText(blocks, Json.fields("type", "text"), text);
      return blocks;
    }
    for (FieldReader part : message.objects(key)) {
      String type = part.requiredText("type");
      Optional<Json> cacheControl = part.take("cache_control");
      switch (type) {
        case "text" -> addText(blocks, Json.fields("type", "text"), part.requiredText("text"));
        case "refusal" ->
            addText(blocks, Json.fields("type", "text"), part.requiredText("refusal"));
        case "image_url" -> blocks.add(image(part.requiredObject("image_url")));
        case "file" -> blocks.add(document(part.requiredObject("file")));
        default -> throw part.refuse("type", "'" + type + "' has no counterpart");
      }
      part.refuseRest();
      if (!blocks.isEmpty() && blocks.getLast() instanceof Json.Fields block) {
        block.with("cache_control", cacheControl);
      }
    }
    return blocks;
  }

  private static void addText(List<Json> blocks, Json.Fields block, String text) {
    if (!text.isEmpty()) {
      blocks.add(block.with("text", text));
    }
  }

  private static Json image(FieldReader image) {
    String url = image.drop("detail").requiredText("url");
    image.refuseRest();
    return Json.fields("type", "image")
        .with("source", inline(url).orElse(Json.fields("type", "url").with("url", url)));
  }

  private static Json document(FieldReader file) {
    String data =
        file.text("file_data")
            .orElseThrow(() -> file.refuse("file_id", "a file of another provider"));
    Json.Fields source =
        inline(data).orElseThrow(() -> file.refuse("file_data", "no base64 data URL"));
    if (!source.get("media_type").orElseThrow().equals(new Json.Text("application/pdf"))) {
      throw file.refuse("file_data", "only PDF files have a counterpart");
    }
    Json.Fields document = Json.fields("type", "document").with("source", source);
    file.text("filename").ifPresent(name -> document.with("title", name));
    file.refuseRest();
    return document;
  }

  private static Optional<Json.Fields> inline(String url) {
    Matcher head = DATA_URL.matcher(url);
    return head.lookingAt()
        ? Optional.of(
            Json.fields("type", "base64")
                .with("media_type", head.group(1))
                .with("data", url.substring(head.end())))
        : Optional.empty();
  }
}
