package dev.breakeven.core.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A source that an audit asked: what it gave, or why it gave nothing.
///
/// `error` is empty when it answered; `until` is the newest moment that it knows of. `remarks` are
/// rows left out and the like.
public record SourceState(
    String name,
    String detail,
    Optional<String> error,
    Optional<Instant> until,
    List<String> remarks) {
  public SourceState {
    remarks = List.copyOf(remarks);
  }

  public static SourceState ok(String name, String detail, Optional<Instant> until) {
    return new SourceState(name, detail, Optional.empty(), until, List.of());
  }

  public static SourceState failed(String name, String error) {
    return new SourceState(name, "", Optional.of(error), Optional.empty(), List.of());
  }

  public boolean isOk() {
    return error.isEmpty();
  }
}
