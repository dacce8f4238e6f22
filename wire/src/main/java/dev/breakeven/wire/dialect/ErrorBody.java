package dev.breakeven.wire.dialect;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.wire.json.Json;
import dev.breakeven.wire.json.Side;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// An error as each dialect writes it, for refusals of our own and for errors of the other dialect.
///
/// `code` is a word for programs, such as `budget_exceeded`, and `field` the path of the field at
/// fault; both may be empty, and Anthropic has no place for them.
public record ErrorBody(int status, String message, String code, String field, String requestId) {
  private static final int BAD_REQUEST = 400;
  private static final int BAD_GATEWAY = 502;
  private static final int LONGEST = 4096;

  /// The error of a body that could not be read or translated.
  public static ErrorBody of(BreakevenException e, String requestId) {
    int status = e.code() == ErrorCode.ANSWER_INVALID ? BAD_GATEWAY : BAD_REQUEST;
    return new ErrorBody(
        status, "%s. %s".formatted(e.what(), e.remedy()), "", e.where(), requestId);
  }

  /// What an upstream of either dialect answered with `status`; its bytes are the message when they
  /// are no error of any dialect.
  public static ErrorBody ofUpstream(int status, byte[] body, String requestId) {
    try {
      Json.Fields root = Json.read(Side.ANSWER, body);
      Optional<Json> error = root.get("error");
      Json.Fields inner = error.orElse(root) instanceof Json.Fields fields ? fields : root;
      String message = text(inner, "message");
      String said = message.isEmpty() ? error.map(ErrorBody::plain).orElse("") : message;
      if (!said.isEmpty()) {
        return new ErrorBody(status, said, text(inner, "code"), text(inner, "param"), requestId);
      }
    } catch (BreakevenException notJson) {
      // answered below with the bytes themselves
    }
    String raw =
        new String(body, 0, Math.min(LONGEST, body.length), StandardCharsets.UTF_8).strip();
    String said = raw.isEmpty() ? "the upstream answered with status " + status : raw;
    return new ErrorBody(status, said, "", "", requestId);
  }

  /// An error inside a stream, of either dialect: its type says which status it would have had.
  public static ErrorBody ofStream(byte[] event, String requestId) {
    ErrorBody error = ofUpstream(BAD_GATEWAY, event, requestId);
    String type = "";
    try {
      Json.Fields root = Json.read(Side.ANSWER, event);
      type = root.get("error").orElse(root) instanceof Json.Fields in ? text(in, "type") : "";
    } catch (BreakevenException notJson) {
      // an error without a type
    }
    return new ErrorBody(
        ErrorType.statusOf(type, BAD_GATEWAY), error.message, error.code, error.field, requestId);
  }

  /// The body in a dialect; inside a stream it is the data of an event.
  public byte[] bytes(Dialect dialect) {
    return switch (dialect) {
      case OPENAI ->
          Json.fields()
              .with(
                  "error",
                  Json.fields("message", message)
                      .with("type", ErrorType.openAi(status))
                      .with("param", orNull(field))
                      .with("code", orNull(code)))
              .with("request_id", requestId)
              .bytes();
      case ANTHROPIC ->
          Json.fields("type", "error")
              .with(
                  "error",
                  Json.fields("type", ErrorType.anthropic(status)).with("message", message))
              .with("request_id", requestId)
              .bytes();
    };
  }

  /// The data of an event `error` of the Responses API.
  public byte[] eventOfResponses() {
    return Json.fields("type", "error")
        .with("code", orNull(code))
        .with("message", message)
        .with("param", orNull(field))
        .with("request_id", requestId)
        .bytes();
  }

  /// The name of the event that carries the error inside a stream.
  public static String eventName(Dialect dialect) {
    return dialect == Dialect.ANTHROPIC ? "error" : "";
  }

  private static Json orNull(String text) {
    return text.isEmpty() ? new Json.Nothing() : new Json.Text(text);
  }

  private static String text(Json.Fields fields, String key) {
    return fields.get(key).map(ErrorBody::plain).orElse("");
  }

  private static String plain(Json value) {
    return switch (value) {
      case Json.Text(String text) -> text.substring(0, Math.min(LONGEST, text.length()));
      case Json.Digits(String digits) -> digits;
      default -> "";
    };
  }
}
