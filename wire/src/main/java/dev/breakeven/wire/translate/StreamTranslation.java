package dev.breakeven.wire.translate;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import dev.breakeven.wire.sse.EventData;
import dev.breakeven.wire.sse.SseWriter;
import java.util.Optional;
import java.util.function.Consumer;

/// The events of one stream as those of the other dialect, each written as soon as it is known.
///
/// Keeps no text of the answer. A stream that cannot be translated, says an error or is cut ends
/// with an error in the stream, never as if it were whole. Not thread-safe.
public abstract sealed class StreamTranslation permits AnthropicStream, OpenAiStream {
  final AnswerTap tap;
  final SseWriter out;
  private final Dialect to;
  private final String requestId;
  private boolean over;
  private Optional<ErrorBody> failure = Optional.empty();

  StreamTranslation(AnswerTap tap, Dialect to, String requestId, Consumer<byte[]> out) {
    this.tap = tap;
    this.to = to;
    this.requestId = requestId;
    this.out = new SseWriter(out);
  }

  abstract void translate(byte[] buffer, int offset, int length);

  /// Writes what only the end of the upstream's bytes makes known; false where it was cut.
  abstract boolean finish();

  /// Takes the data of the upstream's next event.
  public final void event(EventData data) {
    tap.event(data);
    if (over) {
      return;
    }
    try {
      translate(data.bytes(), data.from(), data.length());
    } catch (BreakevenException e) {
      fail(ErrorBody.of(e, requestId));
    }
  }

  /// Says that the upstream sends no more; to be called once, after the reader's own end.
  public final void end() {
    try {
      if (!over && !finish()) {
        throw Side.ANSWER.invalid("", "the upstream ended its stream early");
      }
    } catch (BreakevenException e) {
      fail(ErrorBody.of(e, requestId));
    }
    over = true;
  }

  /// Ends the stream with an error, such as a time-out of the upstream.
  public final void fail(ErrorBody error) {
    if (!over) {
      failure = Optional.of(error);
      out.event(ErrorBody.eventName(to), error.bytes(to));
      over = true;
    }
  }

  /// The error that the stream ended with; empty while it goes on or when it is whole.
  public final Optional<ErrorBody> failure() {
    return failure;
  }

  final void failAsUpstream(byte[] event) {
    fail(ErrorBody.ofStream(event, requestId));
  }

  final void over() {
    over = true;
  }

  /// Passes on that the upstream is alive, without an event.
  public final void keepAlive() {
    if (!over) {
      out.comment("ping");
    }
  }

  static Json.Fields read(byte[] buffer, int offset, int length) {
    return Json.read(Side.ANSWER, buffer, offset, length);
  }
}
