package dev.breakeven.e2e.docs;

import dev.breakeven.cli.Main;
import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;

/// A hand-written page whose blocks of output are what the commands print.
///
/// A line `<!-- output: breakeven cost --gpu-hour 2 --tok-s 900 -->` owns the fenced block under it
/// and gets one where there is none; `| head -5` after the command keeps the first five lines. The
/// commands run from the root of the checkout, on 21 November 2026.
final class OutputBlocks {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^<!-- output: breakeven(.*?)(?: \\| head -(\\d+))? -->\\n(?:```.*\\n(?s:.*?)^```\\n)?");
  private static final Clock DAY =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  private OutputBlocks() {}

  static String render(String page) {
    return BLOCK.matcher(page).replaceAll(match -> Matcher.quoteReplacement(block(match)));
  }

  private static String block(MatchResult match) {
    String command = match.group(1).strip();
    long most = match.group(2) == null ? Long.MAX_VALUE : Long.parseLong(match.group(2));
    String comment = match.group().lines().findFirst().orElseThrow();
    String output = run(command).lines().limit(most).collect(Collectors.joining("\n"));
    return "%s\n```text\n%s\n```\n".formatted(comment, output.stripTrailing());
  }

  private static String run(String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Main.commandLine(new Wiring(DAY)).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = line.execute(command.isEmpty() ? new String[0] : command.split(" +"));
    if (status != 0) {
      throw new AssertionError("breakeven %s: exit %d: %s".formatted(command, status, err));
    }
    return out.toString();
  }
}
