package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Demo;
import dev.breakeven.cli.wiring.DemoMoment;
import dev.breakeven.cli.wiring.DemoOutcome;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows the gateway at work.
@Command(
    name = "demo",
    description = "See the gateway at work, without a network or a key; a replica dies half-way.",
    footer = {"", "breakeven demo --seconds 20"},
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final int LEAST_SECONDS = 4;
  private static final int MOST_SECONDS = 600;
  private static final int SECONDS_A_LINE = 2;

  private final Wiring wiring;
  private final List<String> events = new ArrayList<>();
  private long nextLine;
  private int drawn;
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--seconds", description = "How long; default 40.")
  int seconds = 40;

  @Option(names = "--json", description = "Only how it ended, as one JSON document.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  DemoCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "--seconds: %d (expected: %d to %d)".formatted(seconds, LEAST_SECONDS, MOST_SECONDS),
          "",
          "See 'breakeven demo --help'.");
    }
    PrintWriter out = spec.commandLine().getOut();
    DemoPage page = new DemoPage(seconds);
    boolean watched = wiring.isWatched();
    try (Demo demo = wiring.demo(seconds)) {
      DemoOutcome outcome =
          demo.run(
              now -> {
                if (!json) {
                  show(page, now, watched, out);
                }
              },
              event -> {
                events.add(event);
                if (!json && !watched) {
                  out.println("      " + event);
                }
              });
      if (json) {
        JsonOut.write(out, document -> write(outcome, document));
      } else {
        out.println();
        page.ending(outcome).forEach(out::println);
      }
      return outcome.lost() == 0 ? 0 : 1;
    }
  }

  private void show(DemoPage page, DemoMoment now, boolean watched, PrintWriter out) {
    if (watched) {
      if (drawn > 0) {
        out.print("\u001b[" + drawn + "A");
      }
      List<String> lines = page.picture(now, events);
      lines.forEach(line -> out.print(line + "\u001b[K\n"));
      drawn = lines.size();
      out.flush();
    } else if (now.second() >= nextLine) {
      nextLine = now.second() + SECONDS_A_LINE;
      out.println(page.line(now));
      out.flush();
    }
  }

  private static void write(DemoOutcome outcome, JsonOut json) {
    json.number("calls", outcome.calls())
        .number("lost", outcome.lost())
        .array(
            "routes",
            outcome.routes(),
            route ->
                json.text("upstream", route.upstream())
                    .number("attempts", route.attempts())
                    .number("replaced", route.failed())
                    .number("tokens", route.tokens().count())
                    .decimal("usd", route.usd().dollars().decimal(9)))
        .decimal("rent_usd", outcome.rent().dollars().decimal(9))
        .text("gpu", outcome.gpu())
        .number("open_rows", outcome.open());
  }
}
