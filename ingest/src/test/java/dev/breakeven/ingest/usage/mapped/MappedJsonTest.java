package dev.breakeven.ingest.usage.mapped;

import dev.breakeven.ingest.usage.UsageSourceContract;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.util.List;
import java.util.SplittableRandom;

/// A map whose columns are paths into JSON, with disjoint token columns.
final class MappedJsonTest extends UsageSourceContract {
  @Override
  protected UsageSource source() {
    return new MappedSource(
        ColumnMap.parse(List.of("id=id,at=meta.at,model=model,input=usage.in,output=usage.out")));
  }

  @Override
  protected List<String> fixtures() {
    return List.of("calls.jsonl");
  }

  @Override
  protected Generated generate(SplittableRandom random) {
    long input = random.nextInt(1_000);
    long output = random.nextInt(1_000);
    return new Generated(
        """
        {"id":"a","meta":{"at":"2026-07-01T10:00:00Z"},"model":"m","usage":{"in":%d,"out":%d}}
        """
            .formatted(input, output),
        input + output);
  }
}
