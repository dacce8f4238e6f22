package dev.breakeven.e2e;

import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockResponse;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calls of both dialects, whole and broken in every way, and the upstream that plays its part in
/// them and keeps a count of its own.
final class MixedCalls implements MockUpstream.Script {
  /// What a catalogue file says of the models that are called.
  static final String PRICES =
      """
      {"provider":"acme","model":"gpt","as_of":"2026-11-01",\
      "prices":[{"input":"2","cache_read":"1","output":"10"}]}
      {"provider":"acme","model":"claude","as_of":"2026-11-01",\
      "prices":[{"input":"2","cache_read":"1","output":"10"}]}
      """;

  private static final Pattern NUMBER = Pattern.compile("call (\\d+);");

  /// What happens to a call. Of a hundred calls each has as many as it says.
  enum Fate {
    WHOLE(71),
    /// Two tries fail with a status, the third is whole.
    BROKEN_ONCE(3),
    BUSY_ONCE(3),
    RESET_ONCE(2),
    /// Refused for good.
    REFUSED(3),
    CUT(3),
    /// Whole, and nobody says how many tokens it was.
    UNCOUNTED(5),
    /// The client leaves after the first bytes, or while it waits.
    LEFT(9),
    /// A stream that stands still for longer than the gateway waits.
    STALLED(1);

    private final int percent;

    Fate(int percent) {
      this.percent = percent;
    }
  }

  /// What the upstream knows of a request that it got: how the row must say its tokens are known,
  /// and the tokens that it counted itself, told or not.
  record Counted(String state, long prompt, long cached, long output) {}

  /// A call by its number: everything about it follows from that.
  record Call(int number) {
    private int draw(int purpose, int bound) {
      long mixed = (number * 31L + purpose) * 0x9E3779B97F4A7C15L;
      mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
      return (int) Math.floorMod(mixed >>> 17, (long) bound);
    }

    Dialect client() {
      return draw(1, 2) == 0 ? Dialect.OPENAI : Dialect.ANTHROPIC;
    }

    Dialect upstream() {
      return draw(2, 2) == 0 ? Dialect.OPENAI : Dialect.ANTHROPIC;
    }

    boolean stream() {
      return draw(3, 2) == 0;
    }

    Fate fate() {
      int left = draw(4, 100);
      for (Fate fate : Fate.values()) {
        left -= fate.percent;
        if (left < 0) {
          return isPossible(fate) ? fate : Fate.WHOLE;
        }
      }
      throw new IllegalStateException();
    }

    private boolean isPossible(Fate fate) {
      return switch (fate) {
        // Anthropic always says what it counted
        case UNCOUNTED -> upstream() == Dialect.OPENAI;
        case STALLED -> stream();
        default -> true;
      };
    }

    Completion answer() {
      int words = 2 + draw(5, 40);
      long prompt = 1 + draw(6, 5_000);
      return Completion.of(Completion.SIXTY.subList(0, words))
          .withPrompt(prompt, draw(7, 3) == 0 ? prompt / 2 : 0);
    }

    String session() {
      return "c" + number;
    }

    String path() {
      return client() == Dialect.OPENAI ? "/v1/chat/completions" : "/v1/messages";
    }

    /// Of at least as many bytes as the upstream counts tokens.
    String body() {
      String text = "x".repeat(Math.toIntExact(answer().promptTokens()));
      return """
          {"model":"%s","max_tokens":100,"stream":%s,\
          "messages":[{"role":"user","content":"call %d; %s"}]}"""
          .formatted(upstream() == Dialect.OPENAI ? "gpt" : "claude", stream(), number, text);
    }

    /// What the client is told: -1 for a stream that breaks, 0 for nothing, since it left.
    int told() {
      return switch (fate()) {
        case WHOLE, BROKEN_ONCE, BUSY_ONCE, RESET_ONCE, UNCOUNTED -> 200;
        case REFUSED -> 400;
        case CUT -> stream() ? -1 : 502;
        case STALLED -> -1;
        case LEFT -> stream() ? 200 : 0;
      };
    }
  }

  private final Map<Integer, List<Counted>> counted = new ConcurrentHashMap<>();
  private final Map<Integer, CountDownLatch> asked = new ConcurrentHashMap<>();

  /// What was counted for a call, one for each request that came in.
  List<Counted> counted(Call call) {
    return counted.getOrDefault(call.number(), List.of());
  }

  Collection<List<Counted>> all() {
    return counted.values();
  }

  /// Waits for a call to come in here; false when it did not within `time`.
  boolean awaitAsked(Call call, Duration time) throws InterruptedException {
    return latch(call.number()).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CountDownLatch latch(int number) {
    return asked.computeIfAbsent(number, _ -> new CountDownLatch(1));
  }

  @Override
  public void answer(MockRequest request, MockResponse response) throws IOException {
    Matcher found = NUMBER.matcher(request.text());
    if (!found.find()) {
      throw new IOException("not one of ours: " + request.text());
    }
    Call call = new Call(Integer.parseInt(found.group(1)));
    List<Counted> before = counted.computeIfAbsent(call.number(), _ -> new ArrayList<>());
    int attempt = before.size() + 1;
    before.add(counted(call, attempt));
    latch(call.number()).countDown();
    Completion answer = call.answer();
    switch (attempt == 1 ? call.fate() : Fate.WHOLE) {
      case WHOLE -> answer.write(request, response);
      case BROKEN_ONCE -> response.json(500, "{\"error\":{\"message\":\"oh\"}}");
      case BUSY_ONCE -> response.json(429, "{\"error\":{\"message\":\"busy\"}}");
      case RESET_ONCE -> response.reset();
      case REFUSED -> response.json(400, "{\"error\":{\"message\":\"no\"}}");
      case UNCOUNTED -> answer.withoutUsage().write(request, response);
      case CUT -> cut(request, response, answer);
      case STALLED -> answer.stallAfter(1, Duration.ofSeconds(20)).write(request, response);
      case LEFT -> {
        if (call.stream()) {
          answer.stallAfter(1, Duration.ofSeconds(20)).write(request, response);
        } else {
          response.pause(Duration.ofSeconds(20)).cut();
        }
      }
    }
  }

  private static void cut(MockRequest request, MockResponse response, Completion answer)
      throws IOException {
    if (request.stream()) {
      answer.cutAfter(1).write(request, response);
    } else {
      response
          .raw("HTTP/1.1 200 X\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{")
          .cut();
    }
  }

  private static Counted counted(Call call, int attempt) {
    Completion answer = call.answer();
    boolean begun = call.stream() && call.upstream() == Dialect.ANTHROPIC;
    String state =
        switch (attempt == 1 ? call.fate() : Fate.WHOLE) {
          case WHOLE -> "reported";
          case RESET_ONCE -> "absent";
          case CUT, LEFT, STALLED -> begun ? "partial" : "estimated";
          case BROKEN_ONCE, BUSY_ONCE, REFUSED, UNCOUNTED -> "estimated";
        };
    long written =
        switch (attempt == 1 ? call.fate() : Fate.WHOLE) {
          case WHOLE, UNCOUNTED -> answer.words().size();
          case CUT, LEFT, STALLED -> call.stream() ? 1 : 0;
          case BROKEN_ONCE, BUSY_ONCE, RESET_ONCE, REFUSED -> 0;
        };
    return new Counted(state, answer.promptTokens(), answer.cachedTokens(), written);
  }

  /// How many calls have each fate, for people.
  static String fates(int calls) {
    int[] counts = new int[Fate.values().length];
    for (int i = 0; i < calls; i++) {
      counts[new Call(i).fate().ordinal()]++;
    }
    return Arrays.stream(Fate.values())
        .map(fate -> fate.name().toLowerCase(Locale.ROOT) + " " + counts[fate.ordinal()])
        .toList()
        .toString();
  }
}
