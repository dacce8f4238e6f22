package dev.breakeven.testkit.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.testkit.load.Answer.Ending;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Takes one answer as it arrives and stamps each event of its stream.
///
/// The client calls it from one thread at a time; [#answer] is for when it has ended.
final class AnswerReader implements BodyHandler<Void>, Flow.Subscriber<String> {
  private static final String DATA = "data:";
  private static final int SUCCESS = 2;
  private static final int CLASS = 100;
  private static final int LONGEST_DETAIL = 300;

  private final Frame.Reader reader;
  private final LongSupplier clock;
  private final StringBuilder data = new StringBuilder();
  private int status;
  private long[] times = new long[16];
  private int frames;
  private boolean last;
  private volatile boolean givenUp;
  private String error = "";
  private OptionalLong promptTokens = OptionalLong.empty();
  private OptionalLong outputTokens = OptionalLong.empty();

  AnswerReader(Frame.Reader reader, LongSupplier clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /// Lines of an event stream as they come, any other body as a whole.
  @Override
  public BodySubscriber<Void> apply(ResponseInfo head) {
    status = head.statusCode();
    Optional<String> type = head.headers().firstValue("content-type");
    if (accepted() && type.orElse("").startsWith("text/event-stream")) {
      return BodySubscribers.fromLineSubscriber(this, _ -> null, UTF_8, null);
    }
    return BodySubscribers.mapping(BodySubscribers.ofString(UTF_8), this::body);
  }

  private boolean accepted() {
    return status / CLASS == SUCCESS;
  }

  private @Nullable Void body(String body) {
    if (accepted()) {
      take(reader.read(body));
      last = true;
    } else {
      error = body;
    }
    return null;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    if (line.isEmpty() && !data.isEmpty()) {
      take(reader.read(data.toString()));
      data.setLength(0);
    } else if (line.startsWith(DATA)) {
      if (!data.isEmpty()) {
        data.append('\n');
      }
      int start = line.startsWith(" ", DATA.length()) ? DATA.length() + 1 : DATA.length();
      data.append(line, start, line.length());
    }
  }

  private void take(Frame frame) {
    if (frame.content()) {
      times = frames == times.length ? Arrays.copyOf(times, 2 * frames) : times;
      times[frames++] = clock.getAsLong();
    }
    last |= frame.last();
    error = error.isEmpty() ? frame.error().orElse("") : error;
    promptTokens = frame.promptTokens().isPresent() ? frame.promptTokens() : promptTokens;
    outputTokens = frame.outputTokens().isPresent() ? frame.outputTokens() : outputTokens;
  }

  /// What fails from now on does so because it took too long.
  void giveUp() {
    givenUp = true;
  }

  /// The stream tells its end through the future of the exchange.
  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onComplete() {}

  /// The answer of `call`, which ended now, by `failure` unless that is null.
  Answer answer(Call call, long intended, long sent, @Nullable Throwable failure) {
    long end = clock.getAsLong();
    String said = error.isEmpty() && failure != null ? failure.toString() : error;
    return new Answer(
        call.id(),
        intended,
        sent,
        end,
        status,
        ending(failure),
        Arrays.copyOf(times, frames),
        promptTokens,
        outputTokens,
        said.substring(0, Math.min(LONGEST_DETAIL, said.length())));
  }

  private Ending ending(@Nullable Throwable failure) {
    if (givenUp && failure != null) {
      return Ending.LATE;
    }
    if (status == 0) {
      return Ending.FAILED;
    }
    if (!accepted()) {
      return Ending.REFUSED;
    }
    return failure == null && last && error.isEmpty() ? Ending.COMPLETE : Ending.CUT;
  }
}
