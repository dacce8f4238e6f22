package dev.breakeven.wire.dialect;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The session that the metadata of a request name.
///
/// Under `session_id`, or inside the `user_id` of coding agents: as JSON with a `session_id`, or
/// after the word `_session_`.
final class SessionName {
  private static final String KEY = "session_id";
  private static final String WORD = "_session_";

  private SessionName() {}

  static String of(Map<String, String> metadata) {
    String user = metadata.getOrDefault("user_id", "");
    int word = user.lastIndexOf(WORD);
    if (metadata.containsKey(KEY)) {
      return metadata.getOrDefault(KEY, "");
    }
    return user.startsWith("{")
        ? inJson(user)
        : word < 0 ? "" : user.substring(word + WORD.length());
  }

  private static String inJson(String user) {
    try {
      Json.Fields fields = Json.read(Side.REQUEST, user.getBytes(StandardCharsets.UTF_8));
      return fields.get(KEY).orElse(new Json.Nothing()) instanceof Json.Text(String name)
          ? name
          : "";
    } catch (BreakevenException notJson) {
      return "";
    }
  }
}
