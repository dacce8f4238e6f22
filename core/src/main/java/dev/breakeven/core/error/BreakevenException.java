package dev.breakeven.core.error;

/// An outcome the user must know about: what happened, where, and what to do.
///
/// Thrown for input and configuration that cannot be worked with; expected outcomes (a quote that
/// is unknown, a model that does not fit) are results instead. Bugs are `IllegalStateException`.
public final class BreakevenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String where;
  private final String remedy;

  /// `where` is `file:line`, a flag or a name, and may be empty; `remedy` says what to do.
  public BreakevenException(ErrorCode code, String what, String where, String remedy) {
    super(what);
    this.code = code;
    this.where = where;
    this.remedy = remedy;
  }

  public ErrorCode code() {
    return code;
  }

  public String what() {
    String message = getMessage();
    return message == null ? code.meaning() : message;
  }

  public String where() {
    return where;
  }

  public String remedy() {
    return remedy;
  }

  /// The three parts on one line: `error 113: trace is empty (calls.csv:1). Give ...`.
  public String oneLine() {
    String place = where.isEmpty() ? "" : " (" + where + ")";
    String stop = remedy.endsWith(".") || remedy.endsWith("?") ? "" : ".";
    return "error %d: %s%s. %s%s".formatted(code.number(), what(), place, remedy, stop);
  }
}
