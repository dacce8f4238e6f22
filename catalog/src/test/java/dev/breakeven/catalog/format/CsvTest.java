package dev.breakeven.catalog.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CsvTest {
  private static final List<String> COLUMNS = List.of("a", "b");

  @Test
  void readsColumnsByNameInAnyOrder() {
    CsvRow row = only("b,a\n2,1\n");
    assertThat(row.text("a")).isEqualTo("1");
    assertThat(row.text("b")).isEqualTo("2");
    assertThat(row.place()).hasToString("t.csv:2");
  }

  @Test
  void keepsCommasQuotesAndLineEndsInsideQuotes() {
    CsvRow row = only("a,b\n\"x, \"\"y\"\"\nz\",2");
    assertThat(row.text("a")).isEqualTo("x, \"y\"\nz");
  }

  @Test
  void readsWindowsLineEndsBlankLinesAndAByteOrderMark() {
    byte[] bytes = "\uFEFFa,b\r\n1,2\r\n\r\n3,\r\n".getBytes(StandardCharsets.UTF_8);
    List<CsvRow> rows = Csv.read(SourceText.decode("t.csv", bytes), COLUMNS, List.of());
    assertThat(rows).extracting(row -> row.text("a")).containsExactly("1", "3");
    assertThat(rows.getLast().place().line()).isEqualTo(4);
    assertThat(rows.getLast().has("b")).isFalse();
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    refused("", "file is empty", "t.csv:1");
    refused("a\n1\n", "column b is missing", "t.csv:1");
    refused("a,b,c\n", "unknown column 'c'", "t.csv:1");
    refused("a,b,a\n", "column 'a' stands twice", "t.csv:1");
    refused("a,b\n1,2\n1\n", "1 values under 2 columns", "t.csv:3");
    refused("a,b\n\"1,2\n3,4\n", "a quote is never closed", "t.csv:2");
    refused("a,b\n\"1\"x,2\n", "text follows a closing quote", "t.csv:2");
  }

  @Test
  void namesTheLineThatIsNotUtf8() {
    byte[] bytes = {'a', ',', 'b', '\n', '1', ',', (byte) 0xff, '\n'};
    assertThatThrownBy(() -> SourceText.decode("t.csv", bytes))
        .isInstanceOfSatisfying(
            BreakevenException.class, e -> assertThat(e.where()).isEqualTo("t.csv:2"));
  }

  @Test
  void readsBackWhateverIsQuotedProperly() {
    Property.check(
        "csv round trip",
        2_000,
        random -> {
          List<List<String>> written = new ArrayList<>();
          StringBuilder text = new StringBuilder("a,b\n");
          for (int i = 0; i < 1 + random.nextInt(4); i++) {
            List<String> values = List.of("x" + word(random), word(random) + "x");
            written.add(values);
            text.append(quoted(values.get(0))).append(',').append(quoted(values.get(1)));
            text.append(random.nextBoolean() ? "\n" : "\r\n");
          }
          List<CsvRow> rows =
              Csv.read(new SourceText("t.csv", text.toString()), COLUMNS, List.of());
          assertThat(rows)
              .extracting(row -> List.of(row.text("a"), row.text("b")))
              .isEqualTo(written);
        });
  }

  private static String word(SplittableRandom random) {
    String letters = "abc, \"\n'";
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < random.nextInt(6); i++) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString().strip();
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\"", "\"\"") + "\"";
  }

  private static CsvRow only(String text) {
    return Csv.read(new SourceText("t.csv", text), COLUMNS, List.of()).getFirst();
  }

  private static void refused(String text, String what, String where) {
    assertThatThrownBy(() -> Csv.read(new SourceText("t.csv", text), COLUMNS, List.of()))
        .as(text)
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.what()).isEqualTo(what);
              assertThat(e.where()).isEqualTo(where);
              assertThat(e.remedy()).isNotBlank();
            });
  }
}
