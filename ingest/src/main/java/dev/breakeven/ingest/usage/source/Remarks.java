package dev.breakeven.ingest.usage.source;

/// Who is told of rows that are left out, and of what else happened to an input.
public interface Remarks {
  /// One more row left out; `where` is its place, such as `log.jsonl:7`.
  void reject(String reason, String where);

  default void reject(String reason, MarkedLines.Place place) {
    reject(reason, place.toString());
  }

  void note(String text);
}
