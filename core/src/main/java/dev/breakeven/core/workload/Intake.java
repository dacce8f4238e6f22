package dev.breakeven.core.workload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a reader did with the rows of its input: every row is accepted or counted here.
///
/// Mutable while reading, owned by one thread.
public final class Intake {
  private final Map<String, Problem> problems = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private long accepted;

  /// Rows left out for one reason; `first` is the `file:line` of the first of them.
  public record Problem(String reason, long rows, String first) {}

  public void accept() {
    accepted++;
  }

  public void reject(String reason, String where) {
    problems.merge(
        reason,
        new Problem(reason, 1, where),
        (old, added) -> new Problem(reason, old.rows() + 1, old.first()));
  }

  /// Something the reader did to the whole, such as sorting rows whose time went backwards.
  public void note(String text) {
    notes.add(text);
  }

  public long accepted() {
    return accepted;
  }

  public long rejected() {
    return problems.values().stream().mapToLong(Problem::rows).sum();
  }

  public List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }
}
