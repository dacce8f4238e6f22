package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.e2e.PackagedApp.Ended;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./breakeven` as its users run it: a process with exit status, two streams and no terminal.
class PackagedAppTest {
  private static final String TRACE =
      """
      TIMESTAMP,ContextTokens,GeneratedTokens
      2023-11-16 18:15:46.6805900,374,44
      2023-11-16 18:15:50.9951690,396,109
      2023-11-16 18:15:51.2224670,879,55
      """;

  @TempDir Path folder;

  @BeforeEach
  void needsTheApp() {
    assumeThat(PackagedApp.isBuilt()).as("the app is built by ./dev test").isTrue();
  }

  private Ended sh(String script) throws Exception {
    return sh(script, Map.of());
  }

  private Ended sh(String script, Map<String, String> environment) throws Exception {
    return new PackagedApp(folder).sh(script, environment);
  }

  @Test
  void withoutAnArgumentItPlansTheSampleAndSaysSo() throws Exception {
    Ended page = sh("$BE");
    assertThat(page.status()).isZero();
    assertThat(page.err()).isEmpty();
    assertThat(page.out()).startsWith("SAMPLE DATA").doesNotContain("\u001b");
    Ended json = sh("$BE --json");
    assertThat(json.out()).startsWith("{\"sample\":true,").endsWith("}\n");
    assertThat(json.out().lines()).hasSize(1);
  }

  private void writeAgentLog() throws Exception {
    Path log = folder.resolve(".claude/projects/-home-ada-app/s.jsonl");
    Files.createDirectories(log.getParent());
    Files.writeString(
        log,
        """
        {"type":"assistant","sessionId":"s","timestamp":"2026-11-01T10:00:00Z","requestId":"r",\
        "message":{"id":"m","model":"claude-sonnet-4-5","stop_reason":"end_turn",\
        "usage":{"input_tokens":1000,"output_tokens":100}}}
        """);
  }

  @Test
  void withoutAnArgumentItReadsTheLogsOfAgentsInTheHome() throws Exception {
    writeAgentLog();
    Ended page = sh("$BE");
    assertThat(page.status()).isZero();
    assertThat(page.err()).isEmpty();
    // 1,000 × $3 + 100 × $15 a million, and less than a day is a day of 730 hours
    assertThat(page.out())
        .startsWith("Stay on the API: $0.14 a month as is")
        .contains("claude-code: 1 session, 1 call, 2026-11-01 to 2026-11-01")
        .contains("$0.0045 list-equivalent");
    assertThat(sh("$BE")).isEqualTo(page);
    assertThat(sh("$BE --json").out()).startsWith("{\"sample\":false,");
  }

  @Test
  void itContactsNobodyButPortsOfThisMachine() throws Exception {
    writeAgentLog();
    assumeThat(sh("strace -f -e trace=connect true").status())
        .as("needs strace and the right to trace")
        .isZero();
    Ended traced = sh("strace -f -e trace=connect,sendto,sendmsg,sendmmsg -o calls $BE");
    assertThat(traced.status()).isZero();
    List<String> network =
        Files.readAllLines(folder.resolve("calls")).stream()
            .filter(line -> line.contains("AF_INET"))
            .toList();
    assertThat(network)
        .as("one attempt a port, each at 127.0.0.1")
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsPattern("htons\\((8000|30000|11434|8080)\\)")
                    .containsPattern("\"(127\\.0\\.0\\.1|::ffff:127\\.0\\.0\\.1)\""));
  }

  @Test
  void atATerminalItAsksAndEnterAnswers() throws Exception {
    assumeThat(sh("script -qec true /dev/null").status()).as("needs script").isZero();
    Ended asked = sh("printf '\\n\\n\\n' | script -qec \"$BE\" /dev/null");
    assertThat(asked.status()).isZero();
    assertThat(asked.out())
        .contains("Three questions; Enter takes what is in brackets.")
        .contains("Tokens a month, input and output [500M]: ")
        .contains("Next: breakeven plan --volume 500M/month --today claude-sonnet-4.6")
        .doesNotContain("SAMPLE DATA");
  }

  @Test
  void theSameInputGivesTheSameBytes() throws Exception {
    Files.writeString(folder.resolve("calls.csv"), TRACE);
    Ended first = sh("$BE plan calls.csv --json");
    assertThat(first.status()).isZero();
    assertThat(first.err()).isEmpty();
    assertThat(sh("$BE plan calls.csv --json")).isEqualTo(first);
  }

  @Test
  void errorsGoToStandardErrorOnOneLineWithoutAStackTrace() throws Exception {
    assertThat(sh("$BE plan nowhere.csv"))
        .isEqualTo(
            new Ended(
                1,
                "",
                "error 110: no such file (nowhere.csv). Check the path, or give - for a pipe.\n"));
    assertThat(sh("$BE price").status()).isEqualTo(2);
    assertThat(sh("$BE price --model gpt-4o --cache-write 1").status()).isEqualTo(4);
    Ended debug = sh("$BE plan nowhere.csv --debug");
    assertThat(debug.status()).isEqualTo(1);
    assertThat(debug.err()).startsWith("error 110: ").contains("\tat dev.breakeven");
  }

  @Test
  void readsATraceFromAPipe() throws Exception {
    Files.writeString(folder.resolve("calls.csv"), TRACE + "2023-11-16 18:1");
    Ended ended = sh("cat calls.csv | $BE plan - --explain list");
    assertThat(ended.status()).isZero();
    assertThat(ended.err())
        .isEqualTo(
            "left out 1 row: the last line is cut off, or not as many columns as the header"
                + " (first at -:5)\n");
    assertThat(ended.out()).isNotEmpty();
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoError() throws Exception {
    Ended ended = sh("{ $BE catalog list; echo status $? >&2; } | head -n 1");
    assertThat(ended.out().lines()).hasSize(1);
    assertThat(ended.err()).isEqualTo("status 0\n");
  }

  @Test
  void lostOutputIsAnError() throws Exception {
    assumeThat(Path.of("/dev/full")).exists();
    Ended full = sh("$BE price --model gpt-4o --input 1 --json > /dev/full");
    assertThat(full.status()).isEqualTo(1);
    assertThat(full.err()).matches("error 140: standard output cannot be written: .*\\n");
    Ended closed = sh("$BE price --model gpt-4o --input 1 >&-");
    assertThat(closed.status()).isEqualTo(1);
    assertThat(closed.err()).startsWith("error 140: ");
  }

  @Test
  void helpHasNoColoursForAPipeNorForNoColor() throws Exception {
    assertThat(sh("$BE plan --help").out()).doesNotContain("\u001b");
    assertThat(sh("$BE plan --help", Map.of("NO_COLOR", "1")).out()).doesNotContain("\u001b");
  }

  @Test
  void aFileWithoutReadPermissionIsNamed() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.csv"), TRACE);
    assertThat(secret.toFile().setReadable(false)).isTrue();
    assumeThat(Files.isReadable(secret)).as("not for root, who reads everything").isFalse();
    assertThat(sh("$BE plan secret.csv").err())
        .startsWith("error 111: no permission to read the file (secret.csv).");
  }

  @Test
  @Tag("slow")
  void aLineOfTwoGigabytesIsLeftOutInLittleMemory() throws Exception {
    Path file = folder.resolve("long.csv.gz");
    byte[] letters = "a".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(TRACE.getBytes(StandardCharsets.US_ASCII));
      for (int megabyte = 0; megabyte < 2048; megabyte++) {
        out.write(letters);
      }
      out.write("\n2023-11-16 18:15:59.0000000,374,44\n".getBytes(StandardCharsets.US_ASCII));
    }
    Ended ended = sh("$BE plan long.csv.gz --json", Map.of("BREAKEVEN_JAVA_OPTS", "-Xmx128m"));
    assertThat(ended.err())
        .isEqualTo("left out 1 row: line over 16 MiB (first at long.csv.gz:5)\n");
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("\"requests\":4,");
  }
}
