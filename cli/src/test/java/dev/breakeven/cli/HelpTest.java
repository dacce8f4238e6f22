package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// The help of every verb: one screen wide, with an example.
class HelpTest {
  private static final int COLUMNS = 100;

  /// Verbs whose examples name no file and answer at once.
  private static final List<String> RUN_ALONE = List.of("price", "cost", "lab");

  static Stream<List<String>> verbs() {
    List<List<String>> found = new ArrayList<>();
    collect(Main.commandLine(new Wiring(Clock.systemUTC())), List.of(), found);
    return found.stream();
  }

  private static void collect(CommandLine line, List<String> path, List<List<String>> found) {
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              if (sub.getCommandSpec().usageMessage().hidden()) {
                return;
              }
              List<String> below = Stream.concat(path.stream(), Stream.of(name)).toList();
              found.add(below);
              collect(sub, below, found);
            });
  }

  /// Files that an example stands for, which are the user's.
  private static final List<String> YOUR_FILES =
      List.of("calls.jsonl", "measured.csv", "points.csv");

  private static Shell.Result help(List<String> verb) {
    return Shell.run(Stream.concat(verb.stream(), Stream.of("--help")).toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void isReadable(List<String> verb) {
    Shell.Result help = help(verb);
    assertThat(help.status()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out()).startsWith("Usage: breakeven " + String.join(" ", verb));
    assertThat(help.out().lines()).allMatch(line -> line.length() <= COLUMNS);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void hasAnExampleThatWorks(List<String> verb) {
    String name = "breakeven " + String.join(" ", verb);
    List<String> examples =
        help(verb)
            .out()
            .replace("\\\n", " ")
            .lines()
            .filter(line -> line.startsWith(name + " "))
            .toList();
    boolean isGroup = List.of(List.of("lab"), List.of("catalog"), List.of("ledger")).contains(verb);
    assertThat(isGroup || !examples.isEmpty()).isTrue();
    for (String example : examples) {
      String[] args = example.substring("breakeven ".length()).split(" +");
      assertThat(Main.commandLine(new Wiring(Clock.systemUTC())).parseArgs(args).errors())
          .isEmpty();
      if (RUN_ALONE.contains(verb.getFirst()) && YOUR_FILES.stream().noneMatch(example::contains)) {
        Shell.Result result = Shell.run(args);
        assertThat(result.err()).as(example).isEmpty();
        assertThat(result.status()).as(example).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void isTheSameWhereNoOtherVerbIsBuilt(List<String> verb) {
    String[] args = Stream.concat(verb.stream(), Stream.of("--help")).toArray(String[]::new);
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine(new Wiring(Clock.systemUTC()), args);
    assertThat(line.getSubcommands()).containsOnlyKeys(verb.getFirst());
    line.setOut(new PrintWriter(out)).execute(args);
    assertThat(out).hasToString(help(verb).out());
  }

  @Test
  void groupsTheVerbsAndNamesEachOnce() {
    List<String> lines = help(List.of()).out().lines().toList();
    assertThat(lines).containsSubsequence("Everyday", "Data", "Calculators", "Lab");
    assertThat(verbs().filter(verb -> verb.size() == 1))
        .allSatisfy(
            verb ->
                assertThat(lines.stream().filter(line -> line.startsWith("  " + verb.getFirst())))
                    .as(verb.getFirst())
                    .hasSize(1));
  }

  @Test
  void aMisspeltVerbIsAnsweredWithTheNearest() {
    assertThat(Shell.line("plna").err()).contains("Did you mean plan?");
    assertThat(Shell.line("lab thruput").err()).contains("Did you mean throughput?");
  }

  @Test
  void isPlainTextWithoutATerminal() {
    assertThat(help(List.of("plan")).out()).doesNotContain("\u001b");
  }
}
