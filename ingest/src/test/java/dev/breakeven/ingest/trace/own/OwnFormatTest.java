package dev.breakeven.ingest.trace.own;

import dev.breakeven.ingest.trace.TraceFormatContract;
import java.util.List;

final class OwnFormatTest extends TraceFormatContract {
  @Override
  protected List<String> fixtures() {
    return List.of("own.jsonl", "own-millis.jsonl");
  }
}
