package dev.breakeven.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.ingest.trace.format.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
  void aSeparatorIsACommaBeforeWhichTheQuotesAreEven() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder line = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        line.append("\",x-\u00e9".charAt(random.nextInt(5)));
      }
      List<String> expected = new ArrayList<>();
      boolean quoted = false;
      int start = 0;
      for (int i = 0; i <= line.length(); i++) {
        quoted ^= i < line.length() && line.charAt(i) == '"';
        if (i == line.length() || (line.charAt(i) == ',' && !quoted)) {
          String field = line.substring(start, i);
          boolean bare = field.length() < 2 || !field.startsWith("\"") || !field.endsWith("\"");
          expected.add(bare ? field : field.substring(1, field.length() - 1));
          start = i + 1;
        }
      }
      assertThat(split(line.toString())).as(line.toString()).isEqualTo(expected);
      assertThat(isOpen(line.toString())).as(line.toString()).isEqualTo(quoted);
    }
  }

  private static boolean isOpen(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    CsvFields fields = new CsvFields();
    fields.split(bytes, 0, bytes.length);
    return fields.isOpen();
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
