package dev.breakeven.testkit.upstream;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A made-up completion in either dialect, streamed or plain, and what may be wrong with it.
///
/// `words` are its tokens. Faults count in words of a stream: it is cut, stalls for a while and is
/// then cut, or has an event that is no JSON, after so many of them; -1 is never.
public record Completion(
    List<String> words,
    long promptTokens,
    long cachedTokens,
    Duration first,
    Duration between,
    int cutAfter,
    int stallAfter,
    Duration stall,
    int badAfter,
    boolean done,
    boolean usage) {
  /// Sixty words, for streams that break somewhere in between.
  public static final List<String> SIXTY =
      IntStream.range(0, 60).mapToObj(i -> "w" + i + " ").toList();

  public static Completion of(List<String> words) {
    return new Completion(
        words, 11, 0, Duration.ZERO, Duration.ZERO, -1, -1, Duration.ZERO, -1, true, true);
  }

  public Completion withPrompt(long tokens, long cached) {
    return new Completion(
        words, tokens, cached, first, between, cutAfter, stallAfter, stall, badAfter, done, usage);
  }

  public Completion paced(Duration toFirst, Duration gap) {
    return new Completion(
        words,
        promptTokens,
        cachedTokens,
        toFirst,
        gap,
        cutAfter,
        stallAfter,
        stall,
        badAfter,
        done,
        usage);
  }

  public Completion cutAfter(int count) {
    return new Completion(
        words,
        promptTokens,
        cachedTokens,
        first,
        between,
        count,
        stallAfter,
        stall,
        badAfter,
        done,
        usage);
  }

  public Completion stallAfter(int count, Duration time) {
    return new Completion(
        words,
        promptTokens,
        cachedTokens,
        first,
        between,
        cutAfter,
        count,
        time,
        badAfter,
        done,
        usage);
  }

  public Completion badAfter(int count) {
    return new Completion(
        words,
        promptTokens,
        cachedTokens,
        first,
        between,
        cutAfter,
        stallAfter,
        stall,
        count,
        done,
        usage);
  }

  public Completion withoutDone() {
    return new Completion(
        words,
        promptTokens,
        cachedTokens,
        first,
        between,
        cutAfter,
        stallAfter,
        stall,
        badAfter,
        false,
        usage);
  }

  public Completion withoutUsage() {
    return new Completion(
        words,
        promptTokens,
        cachedTokens,
        first,
        between,
        cutAfter,
        stallAfter,
        stall,
        badAfter,
        done,
        false);
  }

  public String text() {
    return String.join("", words);
  }

  /// A script that answers every request with this, and tells `mock` what was served.
  public MockUpstream.Script script(Supplier<MockUpstream> mock) {
    return (request, response) -> {
      write(request, response);
      mock.get()
          .served(
              new MockUpstream.Served(
                  request.model(), request.stream(), promptTokens, cachedTokens, words.size()));
    };
  }

  /// Answers in the dialect of the request, as a stream when it asks for one.
  public void write(MockRequest request, MockResponse response) throws IOException {
    MockDialect dialect = request.anthropic() ? MockDialect.ANTHROPIC : MockDialect.OPENAI;
    if (!request.stream()) {
      response.pause(first);
      response.json(200, dialect.plain(this, request));
      return;
    }
    response.stream().chunk(dialect.begin(this, request));
    response.pause(first);
    for (int i = 0; i < words.size(); i++) {
      if (i == cutAfter) {
        response.cut();
        return;
      }
      if (i == stallAfter) {
        response.pause(stall).cut();
        return;
      }
      if (i == badAfter) {
        response.chunk("data: {\"choices\":[{\"del\n\n");
      }
      response.chunk(dialect.word(words.get(i), request));
      if (i + 1 < words.size()) {
        response.pause(between);
      }
    }
    response.chunk(dialect.end(this, request));
    response.end();
  }
}
