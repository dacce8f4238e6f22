package dev.breakeven.cli.wiring;

import dev.breakeven.testkit.load.Call;
import dev.breakeven.testkit.load.Frame;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The calls of a demo, every other one a stream: fourteen a second, and sixty in its second fifth,
/// which is more than the replicas take.
final class DemoTraffic {
  private static final long SECOND = 1_000_000_000L;
  private static final long GAP_NANOS = SECOND / 14;
  private static final long RUSH_GAP_NANOS = SECOND / 60;
  private static final String PROMPT = "Which of these is cheaper, and why? ".repeat(45);

  private final List<Call> calls = new ArrayList<>();
  private final long length;

  DemoTraffic(URI url, String model, int seconds) {
    length = seconds * SECOND;
    long at = 0;
    while (at < length) {
      calls.add(new Call(calls.size(), at, request(url, model, calls.size() % 2 == 0)));
      boolean rush = at >= length / 5 && at < 2 * length / 5;
      at += rush ? RUSH_GAP_NANOS : GAP_NANOS;
    }
  }

  private static HttpRequest request(URI url, String model, boolean stream) {
    String body =
        """
        {"model":"%s","max_tokens":64,"stream":%s,"messages":[{"role":"user","content":"%s"}]}"""
            .formatted(model, stream, PROMPT);
    return HttpRequest.newBuilder(url)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  /// How many calls are due by then.
  long sentBy(long nanos) {
    return calls.stream().filter(call -> call.atNanos() <= nanos).count();
  }

  long killedAtNanos() {
    return length / 2;
  }

  long backAtNanos() {
    return length * 4 / 5;
  }

  /// What an event of a stream, or a whole answer, says to who only looks whether it is whole.
  static Frame frame(String data) {
    if (data.equals("[DONE]")) {
      return Frame.END;
    }
    return data.contains("\"error\"")
        ? Frame.failed(data)
        : new Frame(
            data.contains("\"content\":\"w"),
            false,
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
  }
}
