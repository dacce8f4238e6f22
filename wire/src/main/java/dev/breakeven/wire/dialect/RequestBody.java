package dev.breakeven.wire.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.wire.dialect.RequestScan.Place;
import dev.breakeven.wire.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bytes of a request, read once when first asked, and forwarded with single values replaced.
///
/// Not thread-safe. The methods that replace answer a new body and leave every other byte as it is;
/// those that ask throw `BreakevenException`, which names the field, where the body is no request.
public final class RequestBody {
  private static final long BYTES_PER_MEDIA_TOKEN = 4;
  private static final long MOST_OF_A_PART = 16_384;

  private final Dialect dialect;
  private final byte[] bytes;
  private @Nullable RequestScan scan;

  /// The body keeps `bytes`: whoever gives them does not change them any more.
  public RequestBody(Dialect dialect, byte[] bytes) {
    this.dialect = dialect;
    this.bytes = bytes;
  }

  public Dialect dialect() {
    return dialect;
  }

  /// The bytes themselves, not a copy.
  public byte[] bytes() {
    return bytes;
  }

  public RequestFacts facts() {
    return scan().facts();
  }

  /// An estimate of the tokens that a model reads, for what no upstream counted: worked out each
  /// time it is asked, in bounded time.
  public long estimatedTokens() {
    RequestFacts facts = facts();
    if (facts.mediaBytes() == 0) {
      return TokenEstimate.ofJson(bytes, 0, bytes.length);
    }
    long parts = (long) facts.images() + facts.audio() + facts.documents();
    long media = Math.min(facts.mediaBytes() / BYTES_PER_MEDIA_TOKEN, MOST_OF_A_PART * parts);
    return TokenEstimate.ofUnseen(facts.promptBytes()) + media;
  }

  /// The same request to another model.
  public RequestBody withModel(String model) {
    return replaced("model", new Json.Text(model).print());
  }

  /// The same request with usage at the end of its stream.
  public RequestBody withUsageIncluded() {
    Place options = scan().places().get("stream_options");
    if (scan().places().containsKey("stream_options.include_usage")) {
      return replaced("stream_options.include_usage", "true");
    }
    if (options == null) {
      return inserted("\"stream_options\":{\"include_usage\":true},");
    }
    if (options.isNull() || options.isEmpty()) {
      return replaced("stream_options", "{\"include_usage\":true}");
    }
    return spliced(options.start() + 1, options.start() + 1, "\"include_usage\":true,");
  }

  /// The same request with a limit on its output, unless it has one; `field` is how the upstream
  /// calls it.
  public RequestBody withDefaultMaxTokens(String field, long limit) {
    if (scan().facts().maxTokens().isPresent()) {
      return this;
    }
    return scan().places().containsKey(field)
        ? replaced(field, Long.toString(limit))
        : inserted("\"" + field + "\":" + limit + ",");
  }

  /// The field by which a request of the Responses API has input that is not in this body; empty
  /// when there is none.
  public Optional<String> storedInput() {
    return Optional.ofNullable(scan().storedInput());
  }

  /// Whether the answer is to be made later, by a request of the Responses API.
  public boolean runsInBackground() {
    return scan().runsInBackground();
  }

  private RequestScan scan() {
    if (scan == null) {
      scan = new RequestScan(dialect, bytes);
    }
    return scan;
  }

  private RequestBody replaced(String name, String value) {
    Place place = scan().places().get(name);
    if (place == null) {
      throw new IllegalStateException("no place for " + name);
    }
    return spliced(place.start(), place.end(), value);
  }

  /// With one more first key: a body that was scanned has others.
  private RequestBody inserted(String member) {
    int start = 0;
    while (bytes[start] != '{') {
      start++;
    }
    return spliced(start + 1, start + 1, member);
  }

  private RequestBody spliced(int start, int end, String value) {
    byte[] middle = value.getBytes(UTF_8);
    byte[] body = new byte[bytes.length - (end - start) + middle.length];
    System.arraycopy(bytes, 0, body, 0, start);
    System.arraycopy(middle, 0, body, start, middle.length);
    System.arraycopy(bytes, end, body, start + middle.length, bytes.length - end);
    return new RequestBody(dialect, body);
  }
}
