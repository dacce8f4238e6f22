package dev.breakeven.ingest.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportFilesTest {
  private static final String SESSION =
      "{\"type\":\"session_meta\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"payload\":{}}\n";

  @TempDir Path folder;

  @Test
  void findsUsageByContentAndNotBelow() throws IOException {
    Path found = Files.writeString(folder.resolve("b.jsonl"), SESSION);
    Files.writeString(folder.resolve("package.json"), "{\"name\":\"app\"}");
    Files.writeString(folder.resolve("b.txt"), SESSION);
    Files.createDirectories(folder.resolve("below.json"));
    Files.writeString(folder.resolve("below.json/c.jsonl"), SESSION);
    assertThat(ExportFiles.in(folder))
        .isEqualTo(new ExportFiles.Found(java.util.List.of(found.toString()), 0));
  }

  @Test
  void saysHowManyFilesItDidNotLookAt() throws IOException {
    for (int i = 0; i < ExportFiles.MOST_FILES + 3; i++) {
      Files.writeString(folder.resolve(i + ".json"), "{}");
    }
    assertThat(ExportFiles.in(folder).notLookedAt()).isEqualTo(3);
  }

  @Test
  void aFolderThatIsNotThereHoldsNothing() {
    assertThat(ExportFiles.in(folder.resolve("nowhere")).files()).isEmpty();
  }
}
