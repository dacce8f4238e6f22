package dev.breakeven.cli;

import dev.breakeven.ask.mcp.ToolServer;
import dev.breakeven.cli.wiring.Demo;
import dev.breakeven.cli.wiring.Wiring;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What the build runs to train the ahead-of-time caches. A start pays for each class in its cache,
/// so servers have one of their own.
@Command(name = "warm", hidden = true, description = "Trains an ahead-of-time cache.")
final class WarmCommand implements Callable<Integer>, ConfigDefaults.ToleratesConfig {
  private static final List<String[]> RUNS =
      List.of(
          new String[] {"--help"},
          new String[] {},
          new String[] {"price", "--model", "gpt-4o", "--input", "1", "--json"});

  /// What an agent says first.
  private static final String AGENT =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05",\
      "capabilities":{},"clientInfo":{"name":"warm","version":"0"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/list"}
      """;

  @Option(names = "--servers", description = "The cache of verbs that serve.")
  private boolean servers;

  private final Wiring wiring;

  WarmCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    return servers ? serve() : first();
  }

  private int serve() {
    answerCalls();
    answerAnAgent();
    return 0;
  }

  /// What every user runs first.
  private int first() {
    int status = RUNS.stream().mapToInt(args -> run(wiring.alone(), args)).max().orElse(0);
    try (TrainingHome home = TrainingHome.create()) {
      Wiring there = wiring.in(home.folder());
      String trace = home.trace().toString();
      return Math.max(status, Math.max(run(there), run(there, "plan", trace, "--today", "gpt-4o")));
    }
  }

  /// The tools of an agent.
  private void answerAnAgent() {
    EstateOptions estate = new EstateOptions();
    estate.deadline = 1;
    ToolServer.serve(
        new EstateFacts(wiring.alone(), estate, Optional.empty()),
        "0",
        new ByteArrayInputStream(AGENT.getBytes(StandardCharsets.UTF_8)),
        OutputStream.nullOutputStream(),
        new PrintWriter(Writer.nullWriter()));
  }

  /// The gateway, by a short demo: it is to answer soon after its start.
  private void answerCalls() {
    try (Demo demo = wiring.alone().demo(1)) {
      demo.run(_ -> {}, _ -> {});
    }
  }

  private static int run(Wiring wiring, String... args) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Main.commandLine(wiring, args).setOut(nowhere).execute(args);
  }
}
