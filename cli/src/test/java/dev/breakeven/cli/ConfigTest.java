package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.config.ConfigKey;
import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ConfigTest {
  private static final String PLAN =
      "plan --volume 50M/month --shape steady --candidate llama-3.3-70b"
          + " --gpu-offer aws-p5.48xlarge-ap-south-1-on-demand --json";

  @TempDir Path temporary;
  private final Map<String, String> variables = new HashMap<>();

  private Surroundings surroundings() {
    return new Surroundings(variables, temporary.resolve("home"), temporary.resolve("folder"));
  }

  private Shell.Result run(String command) {
    return Shell.in(surroundings(), command.split(" "));
  }

  private void project(String yaml) throws IOException {
    write("folder/breakeven.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private void user(String yaml) throws IOException {
    write("home/.config/breakeven/breakeven.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = temporary.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /// What `plan` says it assumes.
  private String assumptions(String flags) {
    Shell.Result result = run(PLAN + flags);
    assertThat(result.err()).isEmpty();
    return String.valueOf(result.json().get("assumptions"));
  }

  /// The values and the place of one key.
  private String shown(String key) {
    Shell.Result result = run("config --json");
    assertThat(result.err()).isEmpty();
    return ((List<?>) result.json().get("keys"))
        .stream()
            .map(each -> (Map<?, ?>) each)
            .filter(each -> key.equals(each.get("key")))
            .map(each -> each.get("values") + " " + each.get("origin") + " " + each.get("where"))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void eachLevelWinsOverTheOneBelow() throws IOException {
    Path ofUser = temporary.resolve("home/.config/breakeven/breakeven.yaml");
    assertThat(shown("fte")).isEqualTo("[0.25] default null");
    assertThat(assumptions("")).contains("labour 0.25 FTE");
    user("# of this person\nfte: 0.3\n");
    assertThat(shown("fte")).isEqualTo("[0.3] user file " + ofUser + ":2");
    assertThat(assumptions("")).contains("labour 0.3 FTE");
    project("fte: 0.4\n");
    assertThat(shown("fte")).isEqualTo("[0.4] project file ./breakeven.yaml:1");
    assertThat(assumptions("")).contains("labour 0.4 FTE");
    variables.put("BREAKEVEN_FTE", "0.5");
    assertThat(shown("fte")).isEqualTo("[0.5] environment BREAKEVEN_FTE");
    assertThat(assumptions("")).contains("labour 0.5 FTE");
    assertThat(assumptions(" --fte 0.6")).contains("labour 0.6 FTE");
  }

  @Test
  void anEmptyVariableAndXdgConfigHomeAreObeyed() throws IOException {
    write("xdg/breakeven/breakeven.yaml", "tenants: 3\n".getBytes(StandardCharsets.UTF_8));
    user("tenants: 7\n");
    variables.put("XDG_CONFIG_HOME", temporary.resolve("xdg").toString());
    variables.put("BREAKEVEN_TENANTS", "");
    assertThat(shown("tenants")).startsWith("[3] user file " + temporary.resolve("xdg"));
  }

  @Test
  void aListOfAFlagReplacesTheListOfAFile() throws IOException {
    project("candidates: [gpt-oss-120b:mxfp4, gemma-4-31b]\n");
    String both = run(PLAN.replace(" --candidate llama-3.3-70b", "")).out();
    assertThat(both).contains("gpt-oss-120b", "gemma-4-31b").doesNotContain("llama-3.3-70b");
    assertThat(run(PLAN).out()).contains("llama-3.3-70b").doesNotContain("gemma-4-31b");
    variables.put("BREAKEVEN_CANDIDATES", "llama-3.3-70b:fp8;gpt-oss-120b:mxfp4");
    assertThat(shown("candidates"))
        .isEqualTo("[llama-3.3-70b:fp8, gpt-oss-120b:mxfp4] environment BREAKEVEN_CANDIDATES");
  }

  @Test
  void aPathIsMeantFromTheFolderOfItsFile() throws IOException {
    user("prices: [own.jsonl, /x.jsonl, ~/y.jsonl]\n");
    Path folder = temporary.resolve("home/.config/breakeven");
    assertThat(shown("prices"))
        .startsWith(
            "[%s, /x.jsonl, %s]"
                .formatted(folder.resolve("own.jsonl"), temporary.resolve("home/y.jsonl")));
    assertThat(run("price --model gpt-4o --input 1").err())
        .startsWith("error 110: no such file (" + folder.resolve("own.jsonl") + ")");
  }

  @Test
  void aLedgerSetOnceServesEveryVerb() throws IOException {
    project("ledger: books\n");
    Path books = temporary.resolve("folder/books");
    for (String verb : List.of("ledger verify", "ledger compact")) {
      assertThat(run(verb).err()).startsWith("error 110: there is no ledger here (" + books + ")");
    }
    assertThat(run("ledger verify --ledger other").err()).contains("(other)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "fte: 0.5\\nftes: 1|:2). Did you mean fte?|there is no key 'ftes'",
        "fte: 1\\nfte: 2|:2). Keep one|'fte' is there twice, first at ./breakeven.yaml:1",
        "\\tfte: 1|:1). Indent by spaces|not YAML: found character '\\t(TAB)'",
        "fte: lots|:1). Expected: number.|fte: 'lots'",
        "fte: -1|:1). Expected: number.|fte: '-1'",
        "tenants: 1.5|:1). Expected: whole number.|tenants: '1.5'",
        "salary: 1e99|:1). Expected: US dollars.|salary: '1e99'",
        "slo: soon|:1). Expected: latency targets.|slo: 'soon'",
        "redundancy: many|:1). Expected: none, n+1 or 2x.|redundancy: 'many'",
        "fte: [1, 2]|:1). Expected: number.|fte takes one value, not a list",
        "\\nprices:\\n- a\\n- [b]|:4). Expected: path, or a list of them.|prices is nested",
        "prices: []|:1). Name a value|prices is an empty list",
        "fte:|:1). Give one|fte has no value",
        "fte: {a: 1}|:1). Expected: number.|fte is nested",
        "- fte|:1). Write lines such as|keys with values were expected",
        "fte|:1). Write lines such as|keys with values were expected",
        "fte: 1\\n---\\nfte: 2|:2). Keep one|a second document",
        "fte: !!float 1|:1). Write the value alone|a tag before a value",
        "? [fte]\\n: 1|:1). Write lines such as|a key was expected",
        "<<: {fte: 1}|:1). 'breakeven config' lists|there is no key '<<'",
        "candidates: &a [x]\\ngpu-offers: *a|:2). Write the value itself|an alias",
        "fte: 1\\nregion: \"a\\u0007b\"|:2)|",
      })
  void whatIsWrongInAFileIsToldWithItsLine(String yaml, String place, String what)
      throws IOException {
    project(yaml.replace("\\n", "\n").replace("\\t", "\t"));
    Shell.Result result = run("price --model gpt-4o --input 1");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("error 201: ")
        .contains("./breakeven.yaml" + place)
        .contains(what == null ? "" : what.replace("\\t", "\\t"))
        .hasLineCount(1);
  }

  static Stream<byte[]> hostile() {
    StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char each = 'b'; each <= 'z'; each++) {
      String before = "*" + (char) (each - 1);
      bomb.append(each).append(": &").append(each).append(" [");
      bomb.append(String.join(", ", List.of(before, before, before, before))).append("]\n");
    }
    return Stream.of(
            "prices: " + "[".repeat(60_000),
            "[".repeat(100_000),
            "- ".repeat(30_000),
            "fte: 1\n#" + "x".repeat(10 << 20),
            "a".repeat(65_000) + ": 1",
            bomb.toString(),
            "prices: " + bomb,
            "fte: 1\0",
            "%YAML 9.9\n---\nfte: 1",
            "fte: \"",
            "\u001b[2J: 1")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileFileIsOneLineOfError(byte[] bytes) throws IOException {
    write("folder/breakeven.yaml", bytes);
    Shell.Result result = run("config");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("error 201: ")
        .contains("(./breakeven.yaml")
        .hasLineCount(1)
        .hasSizeLessThan(300)
        .doesNotContain("\u001b");
  }

  @Test
  void bytesThatAreNoTextAreToldWithTheirLine() throws IOException {
    write("folder/breakeven.yaml", new byte[] {'a', '\n', '\n', (byte) 0xC3, '('});
    assertThat(run("config").err())
        .isEqualTo("error 201: not valid UTF-8 (./breakeven.yaml:3). Save the file as UTF-8.\n");
  }

  @Test
  void aFolderOfThatNameIsNoFile() throws IOException {
    Files.createDirectories(temporary.resolve("folder/breakeven.yaml"));
    assertThat(run("config").err()).startsWith("error 201: is no file (./breakeven.yaml)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "\uFEFF# marked\n", "~"})
  void aFileWithoutKeysSetsNothing(String yaml) throws IOException {
    project(yaml);
    assertThat(shown("fte")).isEqualTo("[0.25] default null");
  }

  @Test
  void theValueOfAnUnknownKeyIsNotRepeated() throws IOException {
    project("openai-api-key: sk-secret\n");
    assertThat(run("config").err())
        .contains("there is no key 'openai-api-key'")
        .doesNotContain("sk-secret");
  }

  @Test
  void aBadVariableIsToldByItsName() {
    variables.put("BREAKEVEN_SALARY", "much");
    assertThat(run("price --model gpt-4o --input 1").err())
        .isEqualTo("error 201: salary: 'much' (BREAKEVEN_SALARY). Expected: US dollars.\n");
    variables.put("BREAKEVEN_SALARY", "100000");
    variables.put("BREAKEVEN_PRICES", ";");
    assertThat(run("price --model gpt-4o --input 1").err())
        .contains("(BREAKEVEN_PRICES). Expected: path, several with ; between.");
  }

  @Test
  void aCalculatorTakesOnlyWhatItIsGiven() {
    String cost = "cost --gpu-hour 2.5 --tok-s 1000 --utilization 0.7";
    String plain = run(cost).out();
    variables.put("BREAKEVEN_FTE", "3");
    variables.put("BREAKEVEN_SETUP_WEEKS", "9");
    assertThat(run(cost).out()).isEqualTo(plain);
  }

  @Test
  void helpIsThereWhateverIsSet() throws IOException {
    project("fte: lots\n");
    for (String verb : List.of("--help", "plan --help", "config --help", "--version")) {
      Shell.Result result = run(verb);
      assertThat(result.status()).as(verb).isZero();
      assertThat(result.err()).as(verb).isEmpty();
    }
  }

  @Test
  void aStudyIsComputedWithoutThem() throws IOException {
    variables.put("BREAKEVEN_PRICES", "nowhere.jsonl");
    variables.put("BREAKEVEN_FTE", "9");
    String study =
        "plan --json --study "
            + Path.of(System.getProperty("breakeven.root", "."), "samples/studies/four-h100.json");
    Shell.Result result = run(study);
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).isEqualTo(Shell.line(study).out());
  }

  @Test
  void thePageNamesTheOriginWhenAsked() throws IOException {
    project("fte: 0.5\ngpu-offers: [aws-*, gcp-*]\n");
    assertThat(run("config").out())
        .startsWith("KEY          VALUE\nledger       $XDG_DATA_HOME/breakeven/ledger\n")
        .contains("gpu-offers   aws-*; gcp-*\n", "today        -\n")
        .doesNotContain("breakeven.yaml");
    assertThat(run("config --show-origin").out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "KEY VALUE ORIGIN",
            "fte 0.5 ./breakeven.yaml:1",
            "gpu-offers aws-*; gcp-* ./breakeven.yaml:2",
            "salary 200000 default",
            "./breakeven.yaml read");
  }

  @Test
  void aLongValueIsNotCut() throws IOException {
    project("gpu-offers: [" + "a".repeat(300) + "]\n");
    assertThat(run("config --show-origin").out())
        .contains("a".repeat(300) + "  ./breakeven.yaml:1\n");
  }

  @Test
  void theJsonKeysAreTheGoldenOnes() throws IOException {
    Golden.check("cli/src/test/golden/keys/config.txt", run("config --json").json().paths());
  }

  /// The options that `key` stands for, in the whole tree of verbs.
  private static List<OptionSpec> options(CommandLine line, ConfigKey key) {
    List<OptionSpec> found = new ArrayList<>();
    OptionSpec own = line.getCommandSpec().findOption(key.flag());
    if (own != null && key.appliesTo(line.getCommandName())) {
      found.add(own);
    }
    line.getSubcommands().values().forEach(sub -> found.addAll(options(sub, key)));
    return found;
  }

  @ParameterizedTest
  @EnumSource
  void everyKeyStandsForAFlagWithTheSameDefault(ConfigKey key) {
    List<OptionSpec> options = options(Main.commandLine(new Wiring(Clock.systemUTC())), key);
    assertThat(options).isNotEmpty();
    for (OptionSpec option : options) {
      assertThat(option.isMultiValue()).isEqualTo(key.isList());
      assertThat(key.isList() ? option.splitRegex() : "")
          .isEqualTo(key.isList() ? ConfigDefaults.BETWEEN : "");
      if (key != ConfigKey.LEDGER && !key.isList()) {
        assertThat(String.valueOf(option.initialValue())).isEqualTo(key.defaultText());
      }
    }
  }
}
