package dev.breakeven.testkit.load;

import java.util.Optional;
import java.util.OptionalLong;

/// What one event of a stream says, or the whole body of an answer that is no stream.
///
/// `content` when it carries something of the answer; `last` when the answer ends with it, as a
/// stream must; `error` when it tells of one. Token counts are there in the frame that reports
/// them.
public record Frame(
    boolean content,
    boolean last,
    Optional<String> error,
    OptionalLong promptTokens,
    OptionalLong outputTokens) {

  /// The mark at the end of a stream.
  public static final Frame END =
      new Frame(false, true, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());

  /// A frame that tells of an error, or that cannot be read.
  public static Frame failed(String error) {
    return new Frame(false, false, Optional.of(error), OptionalLong.empty(), OptionalLong.empty());
  }

  /// Reads frames of one dialect. Thread-safe; never throws.
  @FunctionalInterface
  public interface Reader {
    /// `data` is what the `data:` lines of an event hold, or a whole body.
    Frame read(String data);
  }
}
