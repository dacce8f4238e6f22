package dev.breakeven.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/// Inputs as they go wrong in the world, written into one folder.
final class BadFiles {
  private static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
  private static final String GOOD = HEADER + rows(10);

  private final Path folder;

  private BadFiles(Path folder) {
    this.folder = folder;
  }

  static void write(Path folder) throws IOException {
    if (Files.exists(folder.resolve("a-folder"))) {
      return;
    }
    BadFiles files = new BadFiles(folder);
    files.traces();
    files.curves();
    files.containers();
    files.overlays();
  }

  private void traces() throws IOException {
    text("good.csv", GOOD);
    text("empty.csv", "");
    text("header.csv", HEADER);
    text("negative.csv", GOOD + row(20, "-5", "44") + row(21, "5", "-44"));
    text(
        "huge.csv",
        GOOD
            + row(20, "2147483648", "1")
            + row(21, "9223372036854775808", "1")
            + row(22, "1", "9e9"));
    text("only-huge.csv", HEADER + row(20, "3000000000", "44"));
    text("backwards.csv", HEADER + row(12, "1", "1") + row(11, "2", "1") + row(10, "3", "1"));
    text("half-a-line.csv", GOOD + "2023-11-16 18:0");
    text("wrong-columns.csv", "TIMESTAMP,Context,Generated\n" + rows(3));
    text("letter.txt", "Dear all, please find the traffic attached.\n");
    text("no-tokens.csv", HEADER + row(10, "0", "0") + row(15, "0", "0"));
    text("one-request.csv", HEADER + row(10, "374", "44"));
    text("one-instant.csv", HEADER + row(10, "374", "44") + row(10, "374", "44"));
    text("no-answers.csv", HEADER + row(10, "374", "0") + row(15, "374", "0"));
    text("no-prompts.csv", HEADER + row(10, "0", "44") + row(15, "0", "44"));
    text(
        "too-much.csv", HEADER + row(10, "99999999", "99999999") + row(11, "99999999", "99999999"));
    text(
        "too-long.csv",
        HEADER + row(10, "374", "44") + row(15, "374", "44") + row(59, "50000000", "1"));
    text("deep.json", "[".repeat(100_000) + "]".repeat(100_000) + "\n");
    String own = "{\"at_ms\":%d,\"input\":1,\"output\":1%s}\n";
    String deep = ",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000);
    text("deep.jsonl", own.formatted(1, "") + own.formatted(2, deep) + own.formatted(5001, ""));
  }

  private void curves() throws IOException {
    String heading = "second_from_start,requests_per_second\n";
    text("curve.csv", heading + "0,1\n10,3\n20,0\n");
    text("curve-gap.csv", heading + "0,1\n10,3\n30,0\n");
    text("curve-row.csv", heading + "0,1\n");
    text("curve-negative.csv", heading + "0,1\n10,-3\n");
    text("curve-nan.csv", heading + "0,1\n10,NaN\n");
    text("curve-back.csv", heading + "10,1\n0,3\n");
    text("curve-zero.csv", heading + "0,0\n10,0\n");
    text("curve-short.csv", heading + "0,1\n1,1\n");
    text("curve-days.csv", "hour_from_start,weight\n0,1\n1800,1\n");
    text("curve-much.csv", heading + "0,1000000\n10,1000000\n");
  }

  private void containers() throws IOException {
    byte[] packed = gzip(GOOD);
    bytes("cut.csv.gz", Arrays.copyOf(packed, packed.length - 12));
    bytes("cut-in-header.csv.gz", Arrays.copyOf(packed, 6));
    bytes("archive.zip", "PK\u0003\u0004rest".getBytes(StandardCharsets.ISO_8859_1));
    bytes("latin1.csv", (GOOD + row(20, "\u00ff", "1")).getBytes(StandardCharsets.ISO_8859_1));
    byte[] binary = new byte[512];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) (i * 167 + 13);
    }
    bytes("binary.bin", binary);
    Files.createDirectory(folder.resolve("a-folder"));
  }

  private void overlays() throws IOException {
    text("no-json.jsonl", "{bad\n");
    text("empty.jsonl", "\n");
    own("negative.jsonl", "\"prices\":[{\"input\":\"-1\"}]");
    own("unit.jsonl", "\"prices\":[{\"input\":\"1\",\"unit\":\"per_1k\"}]");
    own("zero.jsonl", "\"prices\":[{\"input\":\"0\"}]");
    text(
        "undated.jsonl",
        "{\"provider\":\"mine\",\"model\":\"m\",\"prices\":[{\"input\":\"1\"}]}\n");
    text("no-such-host.jsonl", "{\"provider\":\"mine\",\"discount\":\"0.15\"}\n");
    text("second-line.jsonl", "{\"provider\":\"openai\",\"discount\":\"0.15\"}\n[]\n");
    text("columns.csv", "id,provider,gpu\nx,y,z\n");
    bytes("latin1.jsonl", "{\"provider\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1));
  }

  private void own(String name, String rest) throws IOException {
    text(name, "{\"provider\":\"mine\",\"model\":\"m\",\"as_of\":\"2026-11-01\"," + rest + "}\n");
  }

  private void text(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void bytes(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(row(10 + i, "374", "44"));
    }
    return rows.toString();
  }

  private static String row(int second, String input, String output) {
    return "2023-11-16 18:00:%02d.0000000,%s,%s\n".formatted(second, input, output);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
