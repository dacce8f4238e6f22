package dev.breakeven.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.wire.dialect.AnswerFacts;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.sse.EventData;
import dev.breakeven.wire.sse.EventSplitter;
import dev.breakeven.wire.translate.OpenAiRequest;
import dev.breakeven.wire.translate.OpenAiStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the gateway reads of bytes that it forwards, and what it costs to translate them instead.
///
/// The column `megabytes` is MB/s of the bytes that came in.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class WireBenchmark {
  private static final int CHUNKS = 1_000;
  private static final int PIECE = 1_400;
  private static final int TOKENS = 100_000;

  private byte[] stream = {};
  private byte[] request = {};

  /// Counts the bytes that came in.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Bytes {
    private long read;

    public double megabytes() {
      return read / 1e6;
    }
  }

  @Setup
  public void prepare() {
    String head =
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"m\",\"choices\":[";
    String chunk =
        head + "{\"index\":0,\"delta\":{\"content\":\" token\"},\"finish_reason\":null}]}\n\n";
    String last = head + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    String usage = head + "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1000}}\n\n";
    stream = (chunk.repeat(CHUNKS) + last + usage + "data: [DONE]\n\n").getBytes(UTF_8);
    String message = "{\"role\":\"user\",\"content\":\"" + "four \\n ".repeat(1_000) + "\"},";
    request =
        ("{\"messages\":["
                + message.repeat(TOKENS / 2_000)
                + "{\"role\":\"user\",\"content\":\"?\"}],\"model\":\"m\",\"max_tokens\":10}")
            .getBytes(UTF_8);
    AnswerFacts facts = tap(AnswerTap.of(Dialect.OPENAI));
    if (facts.metered().usage().output() != 1_000 || !facts.complete()) {
      throw new IllegalStateException("the stream was not read as it is: " + facts);
    }
    if (new RequestBody(Dialect.OPENAI, request).facts().messages() != TOKENS / 2_000 + 1) {
      throw new IllegalStateException("the request was not read as it is");
    }
  }

  private AnswerFacts tap(AnswerTap tap) {
    feed(tap::event);
    return tap.facts();
  }

  private void feed(Consumer<EventData> reader) {
    EventSplitter splitter = new EventSplitter(1 << 20);
    EventSplitter.Sink sink = (bytes, from, to) -> reader.accept(EventData.of(bytes, from, to));
    for (int at = 0; at < stream.length; at += PIECE) {
      splitter.feed(Arrays.copyOfRange(stream, at, Math.min(at + PIECE, stream.length)), sink);
    }
    splitter.finish(sink);
  }

  /// A stream of 1,000 chunks, its usage and its end.
  @Benchmark
  public AnswerFacts streamTap(Bytes bytes) {
    bytes.read += stream.length;
    return tap(AnswerTap.of(Dialect.OPENAI));
  }

  /// The same stream for a client of Anthropic.
  @Benchmark
  public long streamTranslated(Bytes bytes) {
    bytes.read += stream.length;
    long[] written = {0};
    OpenAiStream translation =
        new OpenAiStream(AnswerTap.of(Dialect.OPENAI), "r", event -> written[0] += event.length);
    feed(translation::event);
    translation.end();
    return written[0];
  }

  /// The facts of a request of some 100,000 tokens.
  @Benchmark
  public long requestTap(Bytes bytes) {
    bytes.read += request.length;
    return new RequestBody(Dialect.OPENAI, request).facts().promptBytes();
  }

  /// The same request with another model.
  @Benchmark
  public byte[] requestWithModel(Bytes bytes) {
    bytes.read += request.length;
    return new RequestBody(Dialect.OPENAI, request).withModel("another").bytes();
  }

  /// The same request for Anthropic.
  @Benchmark
  public byte[] requestTranslated(Bytes bytes) {
    bytes.read += request.length;
    return OpenAiRequest.toAnthropic(request);
  }
}
