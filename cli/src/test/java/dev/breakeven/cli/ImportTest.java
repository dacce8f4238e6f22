package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
  private static final String CLAUDE =
      """
      {"type":"assistant","uuid":"u","sessionId":"s","timestamp":"2026-03-01T10:00:00Z","requestId":"r",\
      "message":{"id":"m","model":"claude-vector","usage":{"input_tokens":3,"cache_creation_input_tokens":12304,\
      "cache_read_input_tokens":0,"output_tokens":550}}}
      """;
  private static final String GEMINI =
      """
      {"request_id":"r","startTime":"2026-05-01T12:00:00","model":"vector-gemini",\
      "custom_llm_provider":"vertex","prompt_tokens":262960,"completion_tokens":1744,\
      "metadata":{"usage_object":{"prompt_tokens_details":{"cached_tokens":257955}}}}
      """;

  @TempDir Path folder;
  private UsageFixture fixture;

  @BeforeEach
  void files() throws IOException {
    fixture = UsageFixture.in(folder);
  }

  private static BigDecimal number(long value) {
    return BigDecimal.valueOf(value);
  }

  @Test
  void countsAndPricesWhatIsNew() {
    Shell.Result result = fixture.importCalls("--json");
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.json().root())
        .containsEntry("calls", number(6))
        .containsEntry("duplicates", number(0))
        .containsEntry("without_usage", number(0))
        .containsEntry("unpriced", number(3))
        .containsEntry("usd", "0.0101")
        .containsEntry("usd_basis", "list-equivalent");
    assertThat(UsageFixture.rows(result.json(), "by_source"))
        .hasSize(1)
        .first()
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("source", "mapped")
        .containsEntry("files", number(1))
        .containsEntry("usd", "0.0101");
  }

  @Test
  void aSecondTimeAddsNothing() {
    fixture.importCalls();
    String before = fixture.run("usage", "--json").out();
    Shell.Result again = fixture.importCalls("--json");
    assertThat(again.json().root())
        .containsEntry("calls", number(0))
        .containsEntry("known", number(6))
        .containsEntry("duplicates", number(6))
        .containsEntry("unpriced", number(0))
        .containsEntry("usd", "0.00");
    assertThat(fixture.run("usage", "--json").out()).isEqualTo(before);
    assertThat(fixture.importCalls().out())
        .startsWith("Nothing is new: the ledger has all 6 already.\n");
  }

  @Test
  void goesOnWhereItWasCutOff() throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Files.writeString(logs.resolve("a.jsonl"), CLAUDE);
    assertThat(fixture.importing(logs.toString(), "--json").json().root())
        .containsEntry("calls", number(1));
    Files.writeString(logs.resolve("b.jsonl"), GEMINI);
    assertThat(fixture.importing(logs.toString(), "--json").json().root())
        .containsEntry("calls", number(1))
        .containsEntry("known", number(1))
        .containsEntry("usd", "0.184918125");
  }

  /// 3 × $3 + 12,304 × $3.75 + 550 × $15 a million; 5,005 × $1.25 + 257,955 × $0.625 + 1,744
  /// × $10.
  @Test
  void cachedTokensCostWhatUsersReckoned() throws IOException {
    Path claude = fixture.file("claude.jsonl", CLAUDE);
    Path gemini = fixture.file("gemini.jsonl", GEMINI);
    assertThat(fixture.importing(claude.toString(), "--json").json().root())
        .containsEntry("usd", "0.054399");
    assertThat(fixture.importing(gemini.toString(), "--json").json().root())
        .containsEntry("usd", "0.184918125");
    assertThat(UsageFixture.object(fixture.usage(), "totals")).containsEntry("usd", "0.239317125");
  }

  @Test
  void ofTwoCopiesTheOneWithMoreTokensStaysHoweverOftenBothAreRead() throws IOException {
    String row =
        "{\"t\":\"2026-11-01T10:00:00Z\",\"m\":\"openai/gpt-4o\",\"id\":\"x\",\"in\":%d,\"out\":0}\n";
    Path file = fixture.file("two.jsonl", row.formatted(1000) + row.formatted(3000));
    String map = "at=t,model=m,id=id,input=in,output=out";
    assertThat(fixture.importing(file.toString(), "--map", map, "--json").json().root())
        .containsEntry("calls", number(1))
        .containsEntry("conflicts", number(1))
        .containsEntry("revised", number(0))
        .containsEntry("usd", "0.006");
    assertThat(fixture.importing(file.toString(), "--map", map, "--json").json().root())
        .containsEntry("calls", number(0))
        .containsEntry("known", number(1))
        .containsEntry("revised", number(0));
    assertThat(UsageFixture.object(fixture.usage(), "totals"))
        .containsEntry("calls", number(1))
        .containsEntry("usd", "0.006");
  }

  @Test
  void billsStayApartAndALaterExportReplacesALine() throws IOException {
    String bill =
        """
        {"object":"page","data":[{"object":"bucket","start_time":1730419200,"end_time":1730505600,\
        "results":[{"object":"organization.costs.result","amount":{"value":%s,"currency":"usd"},\
        "line_item":"gpt-4o, input","project_id":"p"}]}]}
        """;
    fixture.importCalls();
    Shell.Result first =
        fixture.importing(fixture.file("bill.json", bill.formatted("0.06")).toString(), "--json");
    assertThat(first.json().root())
        .containsEntry("calls", number(0))
        .containsEntry("invoice_lines", number(1))
        .containsEntry("billed_usd", "0.06")
        .containsEntry("usd", "0.00");
    fixture.importing(fixture.file("bill.json", bill.formatted("0.07")).toString());
    assertThat(UsageFixture.object(fixture.usage(), "totals"))
        .containsEntry("calls", number(6))
        .containsEntry("billed_usd", "0.07")
        .containsEntry("usd", "0.0101");
  }

  @Test
  void standardInputIsASource() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(CLAUDE.getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(fixture.importing("-", "--json").json().root()).containsEntry("calls", number(1));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void whatIsLeftOutIsCountedWithItsFirstPlace() throws IOException {
    Path file = fixture.file("cut.jsonl", CLAUDE + CLAUDE.substring(0, CLAUDE.length() - 9) + "\n");
    Path missing = folder.resolve("missing.jsonl");
    Shell.Result result = fixture.importing(file.toString(), missing.toString(), "--json");
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .isEqualTo(
            "left out: no such file or folder (%s)%nclaude-code: left out: not a line of JSON (%s:2)%n"
                .formatted(missing, file));
    assertThat(result.json().root()).containsEntry("calls", number(1));
    assertThat(UsageFixture.rows(result.json(), "problems")).hasSize(2);
  }

  @Test
  void nothingOfUseIsAnError() throws IOException {
    Path text = fixture.file("notes.txt", "hello\n");
    assertThat(fixture.importing(text.toString()))
        .isEqualTo(
            new Shell.Result(
                1,
                "",
                "error 112: no usage log or bill we know (%s). Name its columns: --map"
                        .formatted(text)
                    + " at=COLUMN,model=COLUMN,input=COLUMN,output=COLUMN.\n"));
    assertThat(fixture.importing(folder.resolve("no").toString()).err())
        .startsWith("error 110: no such file or folder (");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(fixture.importing(empty.toString()).err()).startsWith("error 113: ");
    assertThat(fixture.importing("calls.csv", "--map", "at=a").status()).isEqualTo(2);
    assertThat(fixture.ledger()).doesNotExist();
  }

  @Test
  void aLedgerThatCannotBeWrittenEndsTheImport() throws IOException {
    Path file = fixture.file("a-file", "");
    Shell.Result result = fixture.importCalls("--ledger", file.resolve("ledger").toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("error 111: cannot create the ledger: ")
        .endsWith("Name a folder that can be written with --ledger.\n");
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNamedWithoutItsPassword() {
    Shell.Result result = fixture.importing("postgresql://ada:secret@127.0.0.1:1/litellm");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error 115: ").doesNotContain("secret");
  }

  @Test
  void archiveKeepsTheCountsOfLocalAgents() throws IOException {
    Path project = Files.createDirectories(folder.resolve(".claude/projects/-src-app"));
    Files.writeString(project.resolve("s.jsonl"), CLAUDE);
    Map<String, String> data = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
    Shell.Result result = fixture.run(data, "archive");
    assertThat(result.err()).isEmpty();
    Golden.check("cli/src/test/golden/pages/archive.txt", fixture.shown(result.out()));
    assertThat(folder.resolve("data/breakeven/ledger/hot")).isDirectory();
    assertThat(fixture.run(data, "archive", "--json").json().root())
        .containsEntry("calls", number(0))
        .containsEntry("known", number(1));
    assertThat(fixture.run(Map.of("CLAUDE_CONFIG_DIR", "/nowhere"), "archive").err())
        .startsWith("error 110: there are no logs of Claude Code or Codex here.");
    Path empty = Files.createDirectories(folder.resolve("empty/projects")).getParent();
    assertThat(fixture.run(Map.of("CLAUDE_CONFIG_DIR", empty.toString()), "archive").err())
        .startsWith("error 113: there is no log file here. Claude Code and Codex have not written")
        .endsWith("set CLAUDE_CONFIG_DIR or CODEX_HOME to the folder that holds them.\n");
  }

  @Test
  void aRowOfAbsurdlyManyTokensIsLeftOutAndTheRestCounts() throws IOException {
    Path logs =
        fixture.file(
            "claude.jsonl",
            CLAUDE
                + CLAUDE
                    .replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"absurd\"")
                    .replaceAll("\"output_tokens\":\\d+", "\"output_tokens\":1000000000001"));
    Shell.Result result = fixture.importing(logs.toString());
    assertThat(result.status()).isZero();
    assertThat(result.out()).startsWith("Added 1 call");
    assertThat(result.err())
        .startsWith("claude-code: left out: a token count is no whole number from 0 to 10^12 (")
        .endsWith("claude.jsonl:2)\n");
  }

  @Test
  void look() throws IOException {
    fixture.importCalls();
    Path claude = fixture.file("claude.jsonl", CLAUDE);
    Golden.check(
        "cli/src/test/golden/pages/import.txt",
        fixture.shown(fixture.importCalls(claude.toString()).out()));
    Golden.check(
        "cli/src/test/golden/keys/import.txt", fixture.importCalls("--json").json().paths());
  }
}
