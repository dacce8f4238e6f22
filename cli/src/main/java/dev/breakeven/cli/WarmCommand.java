package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Demo;
import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// What the build runs once to train the ahead-of-time cache: what every user runs first.
@Command(name = "warm", hidden = true, description = "Trains the ahead-of-time cache.")
final class WarmCommand implements Callable<Integer>, ConfigDefaults.ToleratesConfig {
  private static final List<String[]> RUNS =
      List.of(
          new String[] {"--help"},
          new String[] {},
          new String[] {"price", "--model", "gpt-4o", "--input", "1", "--json"});

  private final Wiring wiring;

  WarmCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    int status = RUNS.stream().mapToInt(args -> run(wiring.alone(), args)).max().orElse(0);
    train();
    try (TrainingHome home = TrainingHome.create()) {
      Wiring there = wiring.in(home.folder());
      String trace = home.trace().toString();
      return Math.max(status, Math.max(run(there), run(there, "plan", trace, "--today", "gpt-4o")));
    }
  }

  /// The gateway, by a short demo: it is to answer soon after its start.
  private void train() {
    try (Demo demo = wiring.alone().demo(1)) {
      demo.run(_ -> {}, _ -> {});
    }
  }

  private static int run(Wiring wiring, String... args) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Verbs.commandLine(wiring).setOut(nowhere).execute(args);
  }
}
