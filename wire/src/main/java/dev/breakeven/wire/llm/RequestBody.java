package dev.breakeven.wire.llm;

import dev.breakeven.wire.llm.RequestOutline.Span;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.io.JsonStringEncoder;

/// A request body and the edits to be made in it; all other bytes stay as they are.
///
/// Immutable.
public final class RequestBody {
  private final byte[] body;
  private final RequestOutline outline;
  private final List<Edit> edits;

  private record Edit(Span at, byte[] text) {}

  public RequestBody(byte[] body, RequestOutline outline) {
    this(body, outline, List.of());
  }

  private RequestBody(byte[] body, RequestOutline outline, List<Edit> edits) {
    this.body = body;
    this.outline = outline;
    this.edits = edits;
  }

  public RequestOutline outline() {
    return outline;
  }

  /// The same for another model.
  public RequestBody withModel(String model) {
    if (model.equals(outline.model())) {
      return this;
    }
    byte[] value =
        utf8('"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(model)) + '"');
    Span at = outline.places().model();
    return at.isEmpty() ? inserted("model", value) : with(new Edit(at, value));
  }

  /// The same that asks for the usage at the end of the stream.
  public RequestBody withUsageAsked() {
    Span options = outline.places().streamOptions();
    Span stated = outline.places().includeUsage();
    if (outline.usageAsked()) {
      return this;
    }
    if (options.isEmpty()) {
      return inserted("stream_options", utf8("{\"include_usage\":true}"));
    }
    if (!stated.isEmpty()) {
      return with(new Edit(stated, utf8("true")));
    }
    boolean hasOthers = body[options.from()] == '{' && options.to() - options.from() > 2;
    return hasOthers
        ? with(
            new Edit(
                new Span(options.from() + 1, options.from() + 1),
                utf8("\"include_usage\":true" + separator(options))))
        : with(new Edit(options, utf8("{\"include_usage\":true}")));
  }

  /// A comma unless the object has nothing but blanks in it.
  private String separator(Span object) {
    for (int i = object.from() + 1; i < object.to() - 1; i++) {
      if (!Character.isWhitespace(body[i])) {
        return ",";
      }
    }
    return "";
  }

  /// The same with a number under `key`, which must not be there yet.
  public RequestBody with(String key, long value) {
    return inserted(key, utf8(Long.toString(value)));
  }

  private RequestBody inserted(String key, byte[] value) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(utf8('"' + key + "\":"));
    text.writeBytes(value);
    if (!outline.places().emptyObject()) {
      text.write(',');
    }
    int start = outline.places().objectStart();
    return with(new Edit(new Span(start, start), text.toByteArray()));
  }

  private RequestBody with(Edit edit) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(edit);
    more.sort(Comparator.comparingInt(each -> each.at().from()));
    return new RequestBody(body, outline, more);
  }

  /// The body with all edits; the very same array when there is none.
  public byte[] bytes() {
    if (edits.isEmpty()) {
      return body;
    }
    ByteArrayOutputStream edited = new ByteArrayOutputStream(body.length + 128);
    int at = 0;
    for (Edit edit : edits) {
      edited.write(body, at, edit.at().from() - at);
      edited.writeBytes(edit.text());
      at = edit.at().to();
    }
    edited.write(body, at, body.length - at);
    return edited.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
