package dev.breakeven.gateway.http;

import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.sse.EventData;
import dev.breakeven.wire.sse.EventSplitter;
import dev.breakeven.wire.translate.StreamTranslation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Passes a stream of events on, as its bytes are or translated, reads a copy, and keeps it from
/// the client until enough has come that no other attempt can replace it.
///
/// The event that ends the stream is held back until the caller says that the end is recorded. A
/// client that reads slowly stops the reading of the upstream. Owned by one event loop.
final class StreamRelay {
  static final int LONGEST_EVENT = 4 << 20;
  private static final int MOST_HELD = 1 << 20;

  private final HttpClientResponse in;
  private final Reply out;
  private final AnswerTap answer;
  private final boolean hidesUsage;
  private final int hold;
  private final Listener listener;
  private final EventSplitter splitter = new EventSplitter(LONGEST_EVENT);
  private final Optional<StreamTranslation> translation;
  private Buffer translated = Buffer.buffer();
  private Buffer ready = Buffer.buffer();
  private Buffer tail = Buffer.buffer();
  private int contents;
  private boolean committed;
  private boolean over;

  /// Hears what becomes of the stream.
  interface Listener {
    /// The head of the answer goes to the client now; no other attempt can follow.
    void committing(HttpClientResponse head);

    /// Something of the answer has come.
    void content();

    /// Anything has come.
    void alive();

    /// The answer is whole; `tail` is to be written when its end is recorded.
    void whole(Buffer tail);

    void broken(Failure failure);
  }

  StreamRelay(
      HttpClientResponse in,
      Reply out,
      AnswerTap answer,
      boolean hidesUsage,
      int hold,
      Function<Consumer<byte[]>, Optional<StreamTranslation>> translation,
      Listener listener) {
    this.in = in;
    this.out = out;
    this.answer = answer;
    this.hidesUsage = hidesUsage;
    this.hold = hold;
    this.listener = listener;
    this.translation = translation.apply(bytes -> translated.appendBytes(bytes));
  }

  /// `guard` does each step, and knows what to do when one fails.
  void start(Consumer<Runnable> guard) {
    in.handler(chunk -> guard.accept(() -> chunk(chunk)));
    in.exceptionHandler(_ -> guard.accept(this::upstreamEnded));
    in.endHandler(_ -> guard.accept(this::upstreamEnded));
  }

  boolean isCommitted() {
    return committed;
  }

  /// True while a slow client keeps the upstream from being read.
  boolean isWaitingForClient() {
    return committed && out.isFull();
  }

  /// Nothing of this stream is passed on any more.
  void stop() {
    over = true;
  }

  private void chunk(Buffer chunk) {
    if (over) {
      return;
    }
    listener.alive();
    try {
      splitter.feed(chunk.getBytes(), this::event);
    } catch (EventSplitter.TooLongException e) {
      breakOff(Failure.cut("the upstream's stream cannot be read: " + e.getMessage()));
    }
    passOn();
  }

  private void event(byte[] bytes, int from, int to) {
    if (over) {
      return;
    }
    EventData data = EventData.of(bytes, from, to);
    if (translation.isPresent()) {
      translate(translation.get(), data, bytes[from] == ':');
    } else if (data.isEmpty()) {
      ready.appendBytes(bytes, from, to - from);
    } else {
      answer.event(data);
      take(bytes, from, to, !hidesUsage);
    }
  }

  /// The upstream's event goes out as those of the other dialect, which may be none or several.
  private void translate(StreamTranslation to, EventData data, boolean isComment) {
    if (!data.isEmpty()) {
      to.event(data);
      boolean goesOn =
          switch (answer.last()) {
            case CONTENT, OTHER, USAGE -> true;
            case END, ERROR, MALFORMED -> false;
          };
      byte[] events = takeTranslated().getBytes();
      if (!goesOn || isTranslatable(to)) {
        take(events, 0, events.length, true);
      }
    } else if (isComment) {
      to.keepAlive();
      ready.appendBuffer(takeTranslated());
    }
  }

  /// False, and the end of it, where the client's dialect has no words for what came.
  private boolean isTranslatable(StreamTranslation to) {
    to.failure()
        .ifPresent(
            error -> {
              tail = Buffer.buffer();
              breakOff(Failure.untranslatable(error.message()));
            });
    return to.failure().isEmpty();
  }

  private Buffer takeTranslated() {
    Buffer taken = translated;
    translated = Buffer.buffer();
    return taken;
  }

  /// Does with what the last event of the upstream is for the client as that event says.
  private void take(byte[] bytes, int from, int to, boolean showsUsage) {
    switch (answer.last()) {
      case CONTENT -> {
        contents++;
        listener.content();
        ready.appendBytes(bytes, from, to - from);
      }
      case OTHER -> ready.appendBytes(bytes, from, to - from);
      case USAGE -> {
        if (showsUsage) {
          ready.appendBytes(bytes, from, to - from);
        }
      }
      case END -> {
        tail.appendBytes(bytes, from, to - from);
        ended();
      }
      case ERROR -> {
        Failure failure = Failure.cut("the upstream broke off its answer with an error");
        if (committed) {
          tail.appendBytes(bytes, from, to - from);
        }
        breakOff(failure);
      }
      case MALFORMED -> breakOff(Failure.cut("the upstream sent an event that cannot be read"));
    }
  }

  private void upstreamEnded() {
    if (over) {
      return;
    }
    splitter.finish(this::event);
    if (over) {
      return;
    }
    ended();
  }

  /// The mark of the end alone is none: an answer says why it ended.
  private void ended() {
    if (!answer.facts().complete()) {
      tail = Buffer.buffer();
      breakOff(Failure.cut("the upstream ended its answer in the middle"));
      return;
    }
    if (translation.isPresent()) {
      translation.get().end();
      tail.appendBuffer(takeTranslated());
      if (!isTranslatable(translation.get())) {
        return;
      }
    }
    over = true;
    commit();
    write();
    listener.whole(tail);
  }

  private void breakOff(Failure failure) {
    over = true;
    if (committed) {
      write();
    }
    listener.broken(failure);
  }

  /// What the upstream itself said of an error after the answer had begun; empty when nothing.
  Buffer tail() {
    return tail;
  }

  private void passOn() {
    if (over) {
      return;
    }
    if (!committed && (contents >= hold || ready.length() > MOST_HELD)) {
      commit();
    }
    if (committed) {
      write();
      if (out.isFull()) {
        in.pause();
        out.whenDrained(in::resume);
      }
    }
  }

  private void commit() {
    if (!committed) {
      listener.committing(in);
      committed = true;
    }
  }

  private void write() {
    if (ready.length() > 0) {
      out.write(ready);
      ready = Buffer.buffer();
    }
  }
}
