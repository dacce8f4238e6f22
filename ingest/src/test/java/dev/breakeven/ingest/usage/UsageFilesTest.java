package dev.breakeven.ingest.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.usage.source.SourceCount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsageFilesTest {
  @TempDir Path folder;

  private Received received = new Received();
  private final List<String> progress = new ArrayList<>();

  private UsageReport read(InputStream in, Object... inputs) {
    received = new Received();
    return new UsageFiles(UsageSources.ALL, UnaryOperator.identity())
        .read(
            java.util.Arrays.stream(inputs).map(Object::toString).toList(),
            in,
            received,
            (file, number, count) -> progress.add(number + "/" + count + " " + file));
  }

  private UsageReport read(Object... inputs) {
    return read(InputStream.nullInputStream(), inputs);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String claude(String message, int output) {
    return """
        {"type":"assistant","uuid":"u","sessionId":"s","timestamp":"2026-03-01T10:00:00Z","requestId":"r",\
        "message":{"id":"%s","model":"claude-x","usage":{"input_tokens":1,"output_tokens":%d}}}
        """
        .formatted(message, output);
  }

  private static String spend(String id, int output) {
    return """
        {"request_id":"%s","startTime":"2026-05-01T12:00:00","prompt_tokens":1,"completion_tokens":%d}
        """
        .formatted(id, output);
  }

  @Test
  void readsFoldersPatternsFilesAndPipesOfSeveralSources() throws IOException {
    write("logs/a/s.jsonl", claude("m1", 1));
    write("logs/b/s.jsonl", claude("m2", 1));
    write("logs/notes.txt", "not a log");
    Path spend = write("spend.ndjson", spend("r1", 1));
    Path packed = folder.resolve("logs/packed.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(spend("r2", 1).getBytes(StandardCharsets.UTF_8));
    }
    InputStream in = new ByteArrayInputStream(claude("m3", 1).getBytes(StandardCharsets.UTF_8));
    UsageReport report = read(in, folder.resolve("logs"), folder.resolve("*.ndjson"), spend, "-");
    assertThat(report.sources())
        .extracting(SourceCount::source, SourceCount::files, SourceCount::calls)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("claude-code", 3L, 3L),
            org.assertj.core.groups.Tuple.tuple("litellm", 2L, 2L));
    assertThat(report.unread()).isEmpty();
    assertThat(progress).hasSize(5).last().isEqualTo("5/5 -");
  }

  @Test
  void saysWhatItCouldNotReadAndReadsTheRest() throws IOException {
    Path good = write("good.jsonl", claude("m1", 1));
    Path strange = write("strange.jsonl", "{\"hello\":1}\n");
    Path empty = write("empty.jsonl", "");
    Path zip = write("logs.json", "PK\u0003\u0004");
    UsageReport report =
        read(folder, folder.resolve("missing.jsonl"), folder.resolve("none/*.csv"));
    assertThat(report.calls()).isEqualTo(1);
    assertThat(report.unread())
        .containsExactlyInAnyOrder(
            new Intake.Problem("no such file or folder", 1, folder + "/missing.jsonl"),
            new Intake.Problem("folder or file cannot be entered", 1, folder + "/none"),
            new Intake.Problem("no file matches", 1, folder + "/none/*.csv"),
            new Intake.Problem("no usage log or bill we know", 1, strange.toString()),
            new Intake.Problem("empty", 1, empty.toString()),
            new Intake.Problem("input is a zip archive", 1, zip.toString()));
    assertThat(good).exists();
  }

  @Test
  void anUnreadableFileDoesNotStopTheOthers() throws IOException {
    Path closed = write("a.jsonl", claude("m1", 1));
    write("b.jsonl", claude("m2", 1));
    assumeThat(closed.toFile().setReadable(false) && !Files.isReadable(closed)).isTrue();
    UsageReport report = read(folder);
    assertThat(report.calls()).isEqualTo(1);
    assertThat(report.unread().getFirst().reason()).contains("no permission");
  }

  @Test
  void aLaterFileThatKnowsMoreReplacesAndIsCountedAsAConflict() throws IOException {
    write("a/projects/p/s.jsonl", claude("m", 10));
    write("b/projects/p/s.jsonl", claude("m", 90));
    write("c/projects/p/s.jsonl", claude("m", 20));
    SourceCount count = read(folder).sources().getFirst();
    assertThat(count.calls()).isEqualTo(1);
    assertThat(count.conflicts()).isEqualTo(2);
    assertThat(received.attempts())
        .singleElement()
        .satisfies(a -> assertThat(a.metered().usage().output()).isEqualTo(90));
    assertThat(received.replacements()).isEqualTo(1);
  }

  @Test
  void filesReadAheadComeInTheirOrderAndLargeOnesBetweenThem() throws IOException {
    List<String> expected = new ArrayList<>();
    String filler = "{\"type\":\"user\",\"uuid\":\"u\",\"sessionId\":\"s\",\"x\":\"%s\"}%n";
    for (int i = 10; i < 40; i++) {
      String large = i % 10 == 5 ? filler.formatted("x".repeat(1 << 20)).repeat(9) : "";
      write(
          "projects/p/" + i + ".jsonl",
          claude("m" + i, i) + large + claude("n" + i, i) + "{\"usage\"\n");
      expected.add("claude-code:m" + i + ":r");
      expected.add("claude-code:n" + i + ":r");
    }
    UsageReport report = read(folder);
    assertThat(received.attempts())
        .extracting(attempt -> attempt.id().request())
        .containsExactlyElementsOf(expected);
    assertThat(report.sources().getFirst().files()).isEqualTo(30);
    assertThat(report.sources().getFirst().problems())
        .containsExactly(
            new Intake.Problem("not a line of JSON", 30, folder + "/projects/p/10.jsonl:3"));
  }

  @Test
  void theBillOfADayThatWasNotOverIsReplaced() throws IOException {
    String page =
        """
        {"object":"page","data":[{"object":"bucket","start_time":1730419200,"end_time":1730505600,\
        "results":[{"object":"organization.costs.result","amount":{"value":%s,"currency":"usd"}}]}]}
        """;
    write("1.json", page.formatted("1.5"));
    write("2.json", page.formatted("0.5"));
    write("3.json", page.formatted("0.5"));
    SourceCount count = read(folder).sources().getFirst();
    assertThat(count.invoiceLines()).isEqualTo(1);
    assertThat(count.conflicts()).isEqualTo(1);
    assertThat(count.duplicates()).isEqualTo(1);
    assertThat(received.invoices())
        .singleElement()
        .satisfies(line -> assertThat(line.usd()).hasToString("0.50"));
  }

  @Test
  void aBrokenLineAmongVeryLongOnesCostsOnlyItself() throws IOException {
    String prompt = "x".repeat(100_000);
    String longRow = spend("r1", 1).replace("}", ",\"messages\":\"" + prompt + "\"}");
    write("a.jsonl", longRow + "{\"request_id\n" + longRow.replace("r1", "r2"));
    SourceCount count = read(folder).sources().getFirst();
    assertThat(count.calls()).isEqualTo(2);
    assertThat(count.problems()).hasSize(1);
  }

  @Test
  void aDocumentLargerThanALineMayBeIsStillReadRowByRow() throws IOException {
    StringBuilder document = new StringBuilder("{\"data\":[");
    String row =
        spend("r#", 1)
            .strip()
            .replace("}", ",\"call_type\":\"x\",\"messages\":\"" + "x".repeat(200_000) + "\"}");
    for (int i = 0; i < 100; i++) {
      document.append(i == 0 ? "" : ",").append(row.replace("r#", "r" + i));
    }
    write("a.json", document.append("]}").toString());
    assertThat(read(folder).calls()).isEqualTo(100);
  }

  @Test
  void copiesInTwoRootsAreDuplicates() throws IOException {
    write(".claude/projects/p/s.jsonl", claude("m1", 5) + claude("m2", 5));
    write(".config/claude/projects/p/s.jsonl", claude("m1", 5) + claude("m2", 5));
    SourceCount count = read(folder).sources().getFirst();
    assertThat(count.calls()).isEqualTo(2);
    assertThat(count.duplicates()).isEqualTo(2);
  }

  @Test
  void aDamagedArchiveGivesWhatCameBeforeTheDamage() throws IOException {
    java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 20_000; i++) {
        out.write(spend("r" + i, i).getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = folder.resolve("spend.jsonl.gz");
    Files.write(file, java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
    SourceCount count = read(file).sources().getFirst();
    assertThat(count.calls()).isBetween(1_000L, 19_999L);
    assertThat(count.problems())
        .anySatisfy(problem -> assertThat(problem.reason()).startsWith("input breaks off"));
  }
}
