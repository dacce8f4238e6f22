package dev.breakeven.ingest.trace.burstgpt;

import dev.breakeven.ingest.trace.TraceFormatContract;
import java.util.List;

final class BurstGptFormatTest extends TraceFormatContract {
  @Override
  protected List<String> fixtures() {
    return List.of("burstgpt.csv", "burstgpt-sessions.csv");
  }
}
