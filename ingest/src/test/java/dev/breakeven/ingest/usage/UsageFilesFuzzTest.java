package dev.breakeven.ingest.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.breakeven.core.error.BreakevenException;
import java.io.ByteArrayInputStream;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;

/// Any bytes are read or refused by the source they look like.
@Tag("fuzz")
final class UsageFilesFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsOrRefuses(byte[] data) {
    try {
      new UsageFiles(UsageSources.ALL, UnaryOperator.identity())
          .parse("data", new ByteArrayInputStream(data), new Received());
    } catch (BreakevenException refused) {
      assertThat(refused.where()).startsWith("data");
    }
  }
}
