package dev.breakeven.ingest.trace.bailian;

import dev.breakeven.ingest.trace.TraceFormatContract;
import java.util.List;

final class BailianFormatTest extends TraceFormatContract {
  @Override
  protected List<String> fixtures() {
    return List.of("bailian.jsonl");
  }
}
