package dev.breakeven.wire.llm;

/// A request body that cannot be taken; the message says why, `field` where, empty for all of it.
public final class InvalidBodyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String field;

  InvalidBodyException(String field, String why) {
    super(why);
    this.field = field;
  }

  public String why() {
    return String.valueOf(getMessage());
  }

  public String field() {
    return field;
  }
}
