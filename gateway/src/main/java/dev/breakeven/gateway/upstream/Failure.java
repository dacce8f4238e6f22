package dev.breakeven.gateway.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;

/// Why an attempt did not become an answer.
///
/// `status` is what the ledger and, at the end, the client see. `body` and `contentType` are of the
/// upstream's own refusal, empty otherwise. `retryAfterMillis` is what the upstream asked for.
public record Failure(
    Kind kind,
    int status,
    String message,
    Buffer body,
    String contentType,
    OptionalLong retryAfterMillis) {

  /// What went wrong, and so what may follow.
  public enum Kind {
    /// No connection: nothing was sent.
    UNREACHABLE,
    /// The connection ended before the head of an answer.
    RESET,
    /// One of our clocks ran out.
    SILENT,
    /// 429.
    RATE_LIMITED,
    /// 5xx, or 408.
    BROKEN,
    /// The prompt is too long for this model.
    CONTEXT_LENGTH,
    /// Any other refusal, which another try would meet again.
    REFUSED,
    /// An answer that ended in the middle, or that is none.
    CUT,
    /// An answer that the dialect of the client has no words for.
    UNTRANSLATABLE,
    /// A fault of the gateway itself.
    FAULT
  }

  public static Failure unreachable(String why) {
    return of(Kind.UNREACHABLE, 502, "the upstream cannot be reached: " + why);
  }

  public static Failure reset() {
    return of(Kind.RESET, 502, "the upstream closed the connection without an answer");
  }

  public static Failure silent(String clock) {
    return of(Kind.SILENT, 504, "the upstream did not answer in time: " + clock);
  }

  public static Failure cut(String how) {
    return of(Kind.CUT, 502, how);
  }

  public static Failure untranslatable(String what) {
    return of(Kind.UNTRANSLATABLE, 502, "the upstream's answer cannot be translated: " + what);
  }

  public static Failure fault() {
    return of(Kind.FAULT, 500, "the gateway failed at this request; its log says where");
  }

  static Failure of(Kind kind, int status, String message) {
    return new Failure(kind, status, message, Buffer.buffer(), "", OptionalLong.empty());
  }

  /// True when the status is the upstream's own.
  public boolean isOfUpstreamsStatus() {
    return isRefusal() && kind != Kind.UNREACHABLE;
  }

  /// True when the replica is to blame, so that it should rest if this goes on.
  public boolean isOfReplica() {
    return switch (kind) {
      case UNREACHABLE, RESET, SILENT, BROKEN, CUT -> true;
      case RATE_LIMITED, CONTEXT_LENGTH, REFUSED, UNTRANSLATABLE, FAULT -> false;
    };
  }

  /// True when the upstream said with a status that it did not do the work.
  public boolean isRefusal() {
    return switch (kind) {
      case UNREACHABLE, RATE_LIMITED, BROKEN, CONTEXT_LENGTH, REFUSED -> true;
      case RESET, SILENT, CUT, UNTRANSLATABLE, FAULT -> false;
    };
  }
}
