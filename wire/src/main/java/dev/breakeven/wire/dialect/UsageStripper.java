package dev.breakeven.wire.dialect;

import dev.breakeven.wire.sse.SseReader;
import dev.breakeven.wire.sse.SseWriter;
import java.util.Arrays;
import java.util.function.Consumer;

/// Forwards a stream event by event to a client who did not ask for usage, without that event.
public final class UsageStripper implements SseReader.Listener {
  private final OpenAiAnswerTap tap;
  private final Consumer<byte[]> out;
  private final SseWriter writer;

  /// `tap` sees every event first.
  public UsageStripper(OpenAiAnswerTap tap, Consumer<byte[]> out) {
    this.tap = tap;
    this.out = out;
    writer = new SseWriter(out);
  }

  @Override
  public void event(String name, byte[] buffer, int offset, int length) {
    tap.event(name, buffer, offset, length);
    if (!tap.lastWasUsageOnly()) {
      writer.event(name, buffer, offset, length);
    }
  }

  @Override
  public void comment(byte[] buffer, int offset, int length) {
    byte[] line = new byte[length + 3];
    Arrays.fill(line, (byte) '\n');
    line[0] = ':';
    System.arraycopy(buffer, offset, line, 1, length);
    out.accept(line);
  }
}
