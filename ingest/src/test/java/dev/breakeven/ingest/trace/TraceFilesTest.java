package dev.breakeven.ingest.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.Intake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceFilesTest {
  private static final String AZURE = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
  private static final String ROW = "2023-11-16 18:15:46.6805900,374,44\n";

  private static TraceFiles.Loaded read(String text) {
    return TraceFiles.parse(
        "given", new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static BreakevenException refused(String text) {
    BreakevenException refused = catchThrowableOfType(BreakevenException.class, () -> read(text));
    assertThat(refused).as("error for " + text).isNotNull();
    return refused;
  }

  @Test
  void tellsFormatsByContent() {
    assertThat(read(AZURE + ROW).format()).isEqualTo("azure");
    assertThat(read("\n\r\n \n" + AZURE + ROW).format()).isEqualTo("azure");
    assertThat(read("\"TIMESTAMP\",\"ContextTokens\",\"GeneratedTokens\"\n" + ROW).format())
        .isEqualTo("azure");
    assertThat(
            read("model,GeneratedTokens,ContextTokens,TIMESTAMP\nx,44,374,2023-11-16T18:15:46Z\n")
                .trace()
                .inputTokens(0))
        .isEqualTo(374);
    assertThat(read("{\"timestamp\":1,\"input_length\":1,\"output_length\":1}").format())
        .isEqualTo("mooncake");
    assertThat(
            read("{\"chat_id\":1,\"timestamp\":1,\"input_length\":1,\"output_length\":1}").format())
        .isEqualTo("bailian");
    assertThat(read("{\"at_ms\":1,\"input\":1,\"output\":1}").format()).isEqualTo("breakeven");
    assertThat(read("Timestamp,Model,Request tokens,Response tokens\n1,m,2,3").format())
        .isEqualTo("burstgpt");
  }

  @Test
  void aBrokenFirstLineDoesNotHideAJsonFormat() {
    TraceFiles.Loaded loaded =
        read("garbage\n{\"at_ms\":1,\"in\n{\"at_ms\":1,\"input\":1,\"output\":1}\n");
    assertThat(loaded.format()).isEqualTo("breakeven");
    assertThat(loaded.intake().rejected()).isEqualTo(2);
  }

  @Test
  void namesTheColumnsExpectedAndFound() {
    BreakevenException error = refused("TIMESTAMP,ContextTokens,Output\n" + ROW);
    assertThat(error.code()).isEqualTo(ErrorCode.FORMAT_UNKNOWN);
    assertThat(error.where()).isEqualTo("given:1");
    assertThat(error.what())
        .contains(
            "needs TIMESTAMP, ContextTokens, GeneratedTokens; found TIMESTAMP,ContextTokens,Output");
    assertThat(refused("{\"timestamp\":1,\"prompt\":2}\n").what())
        .contains("needs timestamp, input_length, output_length; found timestamp, prompt");
  }

  @Test
  void listsTheFormatsForGarbage() {
    BreakevenException error = refused("\u0001\u0000\u00FF\u0080 binary\u001b[31m");
    assertThat(error.code()).isEqualTo(ErrorCode.FORMAT_UNKNOWN);
    assertThat(error.what()).doesNotContain("\u0000", "\u001b", "\u0001");
    assertThat(error.remedy()).contains("azure", "mooncake", "bailian", "burstgpt", "breakeven");
  }

  @Test
  void saysThatThereIsNothing() {
    assertThat(refused("").code()).isEqualTo(ErrorCode.INPUT_EMPTY);
    assertThat(refused("\n \n\r\n").what()).isEqualTo("input is empty");
    assertThat(refused(AZURE).what()).isEqualTo("input has a header and no rows");
  }

  @Test
  void namesTheCommonestReasonWhenNoRowCanBeUsed() {
    BreakevenException error =
        refused(AZURE + "x,1,1\n2023-11-16 18:15:46,y,1\n2023-11-16 18:15:46,z,1\n");
    assertThat(error.code()).isEqualTo(ErrorCode.INPUT_EMPTY);
    assertThat(error.what())
        .isEqualTo(
            "none of 3 rows can be used, most (2) because: ContextTokens is not a whole number");
    assertThat(error.where()).isEqualTo("given:3");
  }

  @Test
  void countsHalfALineAtTheEnd() {
    Intake intake = read(AZURE + ROW + "2023-11-16 18:1").intake();
    assertThat(intake.problems())
        .containsExactly(
            new Intake.Problem(
                "the last line is cut off, or not as many columns as the header", 1, "given:3"));
  }

  @Test
  void sortsTimeThatGoesBackwardsAndSaysSo() {
    TraceFiles.Loaded loaded = read(AZURE + "2023-11-16 18:00:01,2,2\n2023-11-16 18:00:00,1,1\n");
    assertThat(loaded.trace().inputTokens(0)).isEqualTo(1);
    assertThat(loaded.intake().notes())
        .containsExactly("given: rows earlier than the row before them, sorted by time: 1");
  }

  @Test
  void rejectsRowsOfNulsAndOfBytesThatAreNoUtf8() {
    TraceFiles.Loaded loaded =
        read(AZURE + ROW + "\0\0\0\0\n2023-11-16 18:00:00,\u00FF\u00FE,1\n" + ROW);
    assertThat(loaded.intake().accepted()).isEqualTo(2);
    assertThat(loaded.intake().rejected()).isEqualTo(2);
    String json = "{\"at_ms\":1,\"input\":1,\"output\":1}\n";
    assertThat(
            read(json + "{\"at_ms\":1,\"input\":1,\"output\":1,\"x\":\"\u00FF\"}\n\0\n")
                .intake()
                .rejected())
        .isEqualTo(2);
  }

  @Test
  void rejectsDeepNestingAndHugeNumbersWithoutFallingOver() {
    String good = "{\"at_ms\":1,\"input\":1,\"output\":1}\n";
    String deep =
        "{\"at_ms\":1,\"x\":"
            + "[".repeat(1_000_000)
            + "]".repeat(1_000_000)
            + ",\"input\":1,\"output\":1}\n";
    String huge = "{\"at_ms\":1,\"input\":" + "9".repeat(1_000_000) + ",\"output\":1}\n";
    String exponent = "{\"at_ms\":1e999999999,\"input\":1e999999999,\"output\":1}\n";
    assertThat(read(good + deep + huge + exponent).intake().rejected()).isEqualTo(3);
  }

  @Test
  void rejectsALineOver16MiBAndReadsOn() {
    String good = "{\"at_ms\":1,\"input\":1,\"output\":1}\n";
    Intake intake = read(good + "x".repeat(17 << 20) + "\n" + good).intake();
    assertThat(intake.accepted()).isEqualTo(2);
    assertThat(intake.problems())
        .containsExactly(new Intake.Problem("line over 16 MiB", 1, "given:2"));
  }

  @Test
  void instantsAcrossCenturiesDoNotOverflow() {
    TraceFiles.Loaded loaded =
        read(AZURE + "1970-01-01 00:00:00,1,1\n2199-12-31 23:59:59.999999999,1,1\n");
    assertThat(loaded.trace().spanNanos()).isPositive();
    assertThatCode(() -> dev.breakeven.core.workload.TraceStatistics.of(loaded.trace()))
        .doesNotThrowAnyException();
  }

  @Test
  void readsStandardInputForADashAndPathsByName(@TempDir Path folder) throws IOException {
    InputStream in =
        new ByteArrayInputStream((AZURE + ROW + "x\n").getBytes(StandardCharsets.UTF_8));
    TraceFiles.Loaded piped = TraceFiles.read("-", in);
    assertThat(piped.intake().problems().getFirst().first()).isEqualTo("-:3");
    Path file = Files.writeString(folder.resolve("misnamed.json.gz"), AZURE + ROW);
    TraceFiles.Loaded loaded = TraceFiles.read(file);
    assertThat(loaded.trace().provenance().describe()).isEqualTo(file.toString());
    assertThat(loaded.trace().size()).isEqualTo(1);
  }

  @Test
  void sessionsOfOurOwnFormatAreTextOrWholeNumbers() {
    TraceFiles.Loaded loaded =
        read(
            """
            {"at_ms":0,"input":1,"output":1}
            {"at_ms":1,"input":1,"output":1,"session":"7"}
            {"at_ms":2,"input":1,"output":1,"session":"b"}
            {"at_ms":3,"input":1,"output":1,"session":7}
            {"at_ms":4,"input":1,"output":1,"session":null}
            {"at_ms":5,"input":1,"output":1,"session":{"id":7}}
            {"at_ms":6,"input":1,"output":1,"session":"b"}
            """);

    assertThat(loaded.trace().hasSessions()).isTrue();
    assertThat(IntStream.range(0, 6).map(loaded.trace()::previousTurn))
        .containsExactly(-1, -1, -1, 1, -1, 2);
    assertThat(loaded.intake().problems())
        .extracting(Intake.Problem::reason)
        .containsExactly("session is not text or a whole number");
  }
}
