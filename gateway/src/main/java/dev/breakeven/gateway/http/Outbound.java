package dev.breakeven.gateway.http;

import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.upstream.Failure;
import dev.breakeven.wire.dialect.AnswerTap;
import dev.breakeven.wire.dialect.ErrorBody;
import dev.breakeven.wire.dialect.RequestBody;
import dev.breakeven.wire.dialect.RequestFacts;
import dev.breakeven.wire.translate.AnthropicAnswer;
import dev.breakeven.wire.translate.AnthropicRequest;
import dev.breakeven.wire.translate.AnthropicStream;
import dev.breakeven.wire.translate.OpenAiAnswer;
import dev.breakeven.wire.translate.OpenAiRequest;
import dev.breakeven.wire.translate.OpenAiStream;
import dev.breakeven.wire.translate.OpenAiTarget;
import dev.breakeven.wire.translate.StreamTranslation;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Consumer;

/// A request as one upstream gets it, and how what it answers becomes the client's.
///
/// In the client's own dialect these are the client's bytes but for a few edits, and the upstream's
/// bytes untouched; in the other one both are translated. `hidesUsage` says that the event which
/// tells usage is not for the client, who did not ask for it. Immutable.
record Outbound(
    Endpoint client,
    Endpoint upstream,
    RequestFacts asked,
    String path,
    Buffer body,
    boolean hidesUsage) {
  /// `bound` is the limit that an output without one gets, and `isCapped` says that it needs one;
  /// a bound of 0 is none.
  ///
  /// Throws `BreakevenException` that names the field which the upstream cannot be told.
  static Outbound of(
      Endpoint client,
      RequestBody request,
      UpstreamSettings settings,
      String model,
      long bound,
      boolean isCapped) {
    Endpoint upstream = client.in(settings.dialect()).orElseThrow();
    OpenAiTarget target = settings.api().preset().target();
    RequestFacts asked = request.facts();
    RequestBody edited = model.equals(asked.model()) ? request : request.withModel(model);
    boolean hidesUsage = client.asksForUsage() && asked.stream() && !asked.includeUsage();
    if (client == upstream && hidesUsage && target.streamOptions()) {
      edited = edited.withUsageIncluded();
    }
    // Anthropic takes no request without a bound
    boolean needsBound = isCapped || client != upstream;
    if (client.generates() && needsBound && bound > 0) {
      String field = client == upstream ? client.boundField(target) : "max_tokens";
      edited = edited.withDefaultMaxTokens(field, bound);
    }
    byte[] bytes = edited.bytes();
    if (client != upstream) {
      bytes =
          switch (settings.dialect()) {
            case ANTHROPIC -> OpenAiRequest.toAnthropic(bytes);
            case OPENAI -> AnthropicRequest.toOpenAi(bytes, target);
          };
    }
    return new Outbound(
        client,
        upstream,
        asked,
        settings.api().path(upstream.path(), model),
        Buffer.buffer(bytes),
        hidesUsage);
  }

  boolean isTranslated() {
    return client != upstream;
  }

  /// A whole answer for the client; `created` is in seconds since 1970.
  ///
  /// Throws `BreakevenException` for one that the client's dialect cannot say.
  Buffer answer(Buffer answer, long created) {
    if (!isTranslated()) {
      return answer;
    }
    return Buffer.buffer(
        switch (client.dialect()) {
          case OPENAI -> AnthropicAnswer.toOpenAi(answer.getBytes(), created);
          case ANTHROPIC -> OpenAiAnswer.toAnthropic(answer.getBytes());
        });
  }

  /// What translates a stream for the client into `out`; empty where it passes untouched.
  Optional<StreamTranslation> stream(
      AnswerTap tap, long created, String requestId, Consumer<byte[]> out) {
    if (!isTranslated()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (client.dialect()) {
          case OPENAI -> new AnthropicStream(tap, created, asked.includeUsage(), requestId, out);
          case ANTHROPIC -> new OpenAiStream(tap, requestId, out);
        });
  }

  /// The upstream's own refusal for the client.
  Failure refusal(Failure failure, String requestId) {
    if (!isTranslated() || failure.body().length() == 0) {
      return failure;
    }
    ErrorBody error = ErrorBody.ofUpstream(failure.status(), failure.body().getBytes(), requestId);
    return new Failure(
        failure.kind(),
        failure.status(),
        failure.message(),
        Buffer.buffer(error.bytes(client.dialect())),
        "application/json",
        failure.retryAfterMillis());
  }
}
