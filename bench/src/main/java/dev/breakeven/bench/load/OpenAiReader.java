package dev.breakeven.bench.load;

import dev.breakeven.testkit.load.Frame;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads chunks and bodies of `/v1/completions` and `/v1/chat/completions`.
///
/// Any text that is not empty is content: of the answer, of its reasoning, of a tool's arguments.
public final class OpenAiReader implements Frame.Reader {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final Set<String> TEXTS =
      Set.of("text", "content", "reasoning_content", "reasoning", "arguments");

  @Override
  public Frame read(String data) {
    if (data.equals("[DONE]")) {
      return Frame.END;
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), data)) {
      return read(parser);
    } catch (JacksonException e) {
      return Frame.failed("no JSON: " + data);
    }
  }

  private static Frame read(JsonParser parser) {
    boolean content = false;
    Optional<String> error = Optional.empty();
    OptionalLong prompt = OptionalLong.empty();
    OptionalLong output = OptionalLong.empty();
    while (parser.nextToken() != null) {
      JsonToken token = parser.currentToken();
      String name = parser.currentName() == null ? "" : parser.currentName();
      if (token == JsonToken.VALUE_STRING && TEXTS.contains(name)) {
        content |= !parser.getString().isEmpty();
      } else if (token == JsonToken.VALUE_NUMBER_INT && name.equals("prompt_tokens")) {
        prompt = OptionalLong.of(parser.getLongValue());
      } else if (token == JsonToken.VALUE_NUMBER_INT && name.equals("completion_tokens")) {
        output = OptionalLong.of(parser.getLongValue());
      } else if (token == JsonToken.START_OBJECT && name.equals("error")) {
        error = Optional.of("the answer tells of an error");
      } else if (token == JsonToken.VALUE_STRING && name.equals("message") && error.isPresent()) {
        error = Optional.of(parser.getString());
      }
    }
    return new Frame(content, false, error, prompt, output);
  }
}
