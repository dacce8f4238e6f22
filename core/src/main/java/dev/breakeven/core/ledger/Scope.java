package dev.breakeven.core.ledger;

import java.util.Map;
import java.util.TreeMap;

/// Who a call is for. An empty text means not stated; `key` is an id, never the secret.
public record Scope(
    String key,
    String service,
    String team,
    String tenant,
    String user,
    String session,
    String project,
    Map<String, String> tags) {
  public static final Scope NONE = new Scope("", "", "", "", "", "", "", Map.of());

  /// The name under which [#tags] has the tag that a caller of the gateway names.
  public static final String TAG = "tag";

  public Scope {
    tags = java.util.Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  public String tag() {
    return tags.getOrDefault(TAG, "");
  }
}
