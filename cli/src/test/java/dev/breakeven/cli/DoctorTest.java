package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path temporary;
  private final Map<String, String> variables = new HashMap<>();

  private Shell.Result doctor(String... flags) {
    Surroundings surroundings =
        new Surroundings(variables, temporary.resolve("home"), temporary.resolve("folder"));
    String[] args = new String[flags.length + 1];
    args[0] = "doctor";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return Shell.in(surroundings, args);
  }

  private Path ledger() {
    return temporary.resolve("home/.local/share/breakeven/ledger");
  }

  private void oneOpenCall() {
    Ledger ledger =
        new Ledger(ledger(), LedgerSettings.DEFAULT, Clock.fixed(Shell.NOW, ZoneOffset.UTC));
    try (LedgerWriter writer = ledger.writer()) {
      writer.opened(
          new Opening(new AttemptId("a", 1), Shell.NOW, Scope.NONE, "gpt-x", Usd.ofDollars(1)));
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = temporary.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void nothingIsBrokenInAnEmptyHome() {
    Shell.Result result = doctor();
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("version    breakeven ")
        .contains("config     ./breakeven.yaml  (not there)\n")
        .contains("ledger     " + ledger() + "  (not there)\n")
        .endsWith("Nothing is broken.\n");
    assertThat(ledger()).doesNotExist();
  }

  @Test
  void countsWhatWouldBeRead() throws IOException {
    oneOpenCall();
    write("home/.claude/projects/a/one.jsonl", "secret prompt");
    write("home/.claude/projects/a/two.jsonl", "secret prompt");
    write("folder/breakeven.yaml", "fte: 0.5\n");
    JsonTree found = doctor("--json").json();
    assertThat(String.valueOf(found.get("logs")))
        .isEqualTo(
            "[{source=claude-code, folder=%s, files=2}]"
                .formatted(temporary.resolve("home/.claude/projects")));
    assertThat(String.valueOf(found.get("ledger")))
        .startsWith("{folder=" + ledger() + ", exists=true, holds={segments=1, day_files=0, ")
        .endsWith("unclosed=1}}");
    assertThat(doctor().out())
        .contains("set        fte  by ./breakeven.yaml:1\n", "claude-code, 2 files\n")
        .contains("1 segments, 0 day files of 0 attempts, ", " bytes, 1 unclosed\n")
        .doesNotContain("secret");
  }

  @Test
  void aVariableIsNamedAndItsValueIsNot() {
    variables.put("BREAKEVEN_LEGDER", "sk-secret");
    variables.put("BREAKEVEN_REGION", "eu-secret");
    variables.put("BREAKEVEN_JAVA_OPTS", "-Xmx1g");
    variables.put("OPENAI_API_KEY", "sk-secret");
    Shell.Result result = doctor();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("variable   BREAKEVEN_LEGDER  (9 characters)\n")
        .contains("set        region  by BREAKEVEN_REGION\n")
        .contains(
            "note: nothing reads this variable (BREAKEVEN_LEGDER). Did you mean"
                + " BREAKEVEN_LEDGER?\n")
        .doesNotContain("secret", "OPENAI", "(BREAKEVEN_JAVA_OPTS)");
    assertThat(doctor("--json").out()).doesNotContain("secret");
  }

  @Test
  void everythingBrokenIsNamedWithItsRemedy() throws IOException {
    write("folder/breakeven.yaml", "fte: lots\n");
    variables.put("BREAKEVEN_TENANTS", "none");
    variables.put("BREAKEVEN_PRICES", temporary.resolve("nowhere.jsonl").toString());
    oneOpenCall();
    Files.writeString(ledger().resolve("manifest.json"), "{");
    Shell.Result result = doctor();
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("broken: fte: 'lots' (./breakeven.yaml:1). Expected: number.\n")
        .contains("broken: tenants: 'none' (BREAKEVEN_TENANTS). Expected: whole number.\n")
        .contains("broken: no such file (" + temporary.resolve("nowhere.jsonl") + ")")
        .contains("broken: the manifest is no JSON (" + ledger().resolve("manifest.json") + ")")
        .endsWith("Something is broken; see above.\n");
    JsonTree found = doctor("--json").json();
    assertThat(found.get("ok")).isEqualTo(false);
    assertThat((List<?>) found.get("findings")).hasSize(4);
  }

  @Test
  void oldPricesAreWorthANote() {
    StringWriter out = new StringWriter();
    Clock later = Clock.fixed(Instant.parse("2027-06-01T00:00:00Z"), ZoneOffset.UTC);
    int status = Main.commandLine(new Wiring(later)).setOut(new PrintWriter(out)).execute("doctor");
    assertThat(status).isZero();
    assertThat(out.toString()).containsPattern("note: the newest price is \\d+ days old");
    assertThat(doctor().out()).doesNotContain("days old (");
  }

  @Test
  void theJsonKeysAreTheGoldenOnes() throws IOException {
    oneOpenCall();
    write("home/.codex/sessions/x.jsonl", "");
    variables.put("BREAKEVEN_LEGDER", "x");
    Golden.check("cli/src/test/golden/keys/doctor.txt", doctor("--json").json().paths());
  }
}
