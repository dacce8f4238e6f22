package dev.breakeven.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.ingest.trace.format.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvFieldsTest {
  private static List<String> split(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    CsvFields fields = new CsvFields();
    fields.split(bytes, 0, bytes.length);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < fields.count(); i++) {
      found.add(
          new String(
              bytes, fields.start(i), fields.end(i) - fields.start(i), StandardCharsets.UTF_8));
    }
    return found;
  }

  @Test
  void splitsAtCommasOutsideQuotes() {
    assertThat(split("a,,\"b,c\",d")).containsExactly("a", "", "b,c", "d");
    assertThat(split("")).containsExactly("");
    assertThat(split(",")).containsExactly("", "");
    assertThat(split("\"open,end")).containsExactly("\"open,end");
  }

  @Test
  void aHeaderOfAThousandColumnsIsKnown() {
    Sample header = Sample.of(("x,".repeat(1_000) + "TIMESTAMP").getBytes(StandardCharsets.UTF_8));
    assertThat(header.column("TIMESTAMP")).isEqualTo(1_000);
  }

  @Test
  void moreFieldsThanAreKeptAreCounted() {
    byte[] bytes = ",".repeat(5_000).getBytes(StandardCharsets.UTF_8);
    CsvFields fields = new CsvFields();
    fields.split(bytes, 0, bytes.length);
    assertThat(fields.count()).isEqualTo(5_001);
    assertThat(Sample.of(bytes).names()).hasSize(1_024);
  }
}
