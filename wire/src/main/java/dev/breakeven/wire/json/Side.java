package dev.breakeven.wire.json;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;

/// Who sent a body, and so whose fault it is that it cannot be used.
public enum Side {
  REQUEST(ErrorCode.REQUEST_INVALID, ErrorCode.REQUEST_UNTRANSLATABLE, "Correct the request."),
  ANSWER(ErrorCode.ANSWER_INVALID, ErrorCode.ANSWER_INVALID, "Check what the upstream sends.");

  private final ErrorCode invalid;
  private final ErrorCode untranslatable;
  private final String remedy;

  Side(ErrorCode invalid, ErrorCode untranslatable, String remedy) {
    this.invalid = invalid;
    this.untranslatable = untranslatable;
    this.remedy = remedy;
  }

  /// The error for `field`, a path such as `messages[2].content`, empty for the body as a whole.
  public BreakevenException invalid(String field, String what) {
    return new BreakevenException(invalid, named(field, what), field, remedy);
  }

  public BreakevenException untranslatable(String field, String what) {
    String leaveOut = this == REQUEST ? "Leave it out, or ask an upstream that knows it." : remedy;
    return new BreakevenException(untranslatable, named(field, what), field, leaveOut);
  }

  private static String named(String field, String what) {
    return field.isEmpty() ? what : field + ": " + what;
  }
}
