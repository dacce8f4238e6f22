package dev.breakeven.ingest.trace.mooncake;

import dev.breakeven.ingest.trace.TraceFormatContract;
import java.util.List;

final class MooncakeFormatTest extends TraceFormatContract {
  @Override
  protected List<String> fixtures() {
    return List.of("mooncake.jsonl");
  }
}
