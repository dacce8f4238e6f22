package dev.breakeven.ingest.trace.azure;

import dev.breakeven.ingest.trace.TraceFormatContract;
import java.util.List;

final class AzureFormatTest extends TraceFormatContract {
  @Override
  protected List<String> fixtures() {
    return List.of("azure.csv");
  }
}
