package dev.breakeven.wire.dialect;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What a gateway has to know of a request to limit, price and route it. Empty means not said.
///
/// `maxTokens` is the largest of the limits on output for one answer, and `answers` how many are
/// asked for: `n` or `best_of`, times the prompts of a batch. `includeUsage` is what
/// `stream_options` says. `session` is a session named in the body. `schema` is true when the
/// answer has to be JSON. `mediaBytes` are the bytes of inline media; all other bytes of the body
/// are `promptBytes`, which is no less than the tokens of the text. `messages` counts the messages
/// of a chat, or the items of an input.
public record RequestFacts(
    String model,
    boolean stream,
    OptionalLong maxTokens,
    long answers,
    boolean includeUsage,
    String user,
    String session,
    Map<String, String> metadata,
    boolean tools,
    boolean schema,
    int images,
    int audio,
    int documents,
    int messages,
    long promptBytes,
    long mediaBytes) {
  public RequestFacts {
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }
}
