package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command tree: which verbs there are, how the help groups them, how errors end.
final class Verbs {
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("Everyday", List.of("plan", "usage", "audit", "ask", "serve", "mcp", "demo"));
    GROUPS.put("Data", List.of("import", "archive", "connect", "ledger", "catalog"));
    GROUPS.put("Calculators", List.of("price", "cost"));
    GROUPS.put("Lab", List.of("lab"));
    GROUPS.put("Automation", List.of("check", "config", "doctor"));
  }

  /// Every verb by its name.
  private static final Map<String, Function<Wiring, CommandLine>> VERBS = new LinkedHashMap<>();

  static {
    VERBS.put("plan", PlanCommand::commandLine);
    VERBS.put("usage", UsageCommand::commandLine);
    VERBS.put("audit", AuditCommand::commandLine);
    VERBS.put("ask", wiring -> new CommandLine(new AskCommand(wiring)));
    VERBS.put("serve", ServeCommand::commandLine);
    VERBS.put("mcp", McpCommand::commandLine);
    VERBS.put("demo", wiring -> new CommandLine(new DemoCommand(wiring)));
    VERBS.put("import", wiring -> new CommandLine(new ImportCommand(wiring)));
    VERBS.put("archive", wiring -> new CommandLine(new ArchiveCommand(wiring)));
    VERBS.put("connect", wiring -> new CommandLine(new ConnectCommand(wiring)));
    VERBS.put("ledger", LedgerCommand::commandLine);
    VERBS.put("catalog", CatalogCommand::commandLine);
    VERBS.put("price", wiring -> new CommandLine(new PriceCommand(wiring)));
    VERBS.put("cost", _ -> new CommandLine(new CostCommand()));
    VERBS.put("lab", LabCommand::commandLine);
    VERBS.put("check", wiring -> new CommandLine(new CheckCommand(wiring)));
    VERBS.put("config", wiring -> new CommandLine(new ConfigCommand(wiring)));
    VERBS.put("doctor", wiring -> new CommandLine(new DoctorCommand(wiring)));
    VERBS.put("warm", wiring -> new CommandLine(new WarmCommand(wiring)));
  }

  private Verbs() {}

  /// The whole tree.
  static CommandLine commandLine(Wiring wiring) {
    return commandLine(wiring, VERBS.values());
  }

  /// The tree as far as `args` need it: all of it takes longer to build than most verbs to run.
  /// Only the verb they begin with, and for the sample and the first look the plan.
  static CommandLine commandLine(Wiring wiring, String... args) {
    Function<Wiring, CommandLine> verb = VERBS.get(args.length == 0 ? "plan" : args[0]);
    return commandLine(wiring, verb == null ? VERBS.values() : List.of(verb));
  }

  private static CommandLine commandLine(
      Wiring wiring, Collection<Function<Wiring, CommandLine>> verbs) {
    CommandLine line = new CommandLine(new RootCommand(wiring));
    verbs.forEach(verb -> line.addSubcommand(verb.apply(wiring)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.getCommandSpec().usageMessage().commandListHeading("");
    line.setParameterExceptionHandler(Verbs::usageError);
    line.setExecutionExceptionHandler(Verbs::executionError);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Verbs::commandList);
    return line;
  }

  private static String commandList(Help help) {
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (group, verbs) -> {
          text.append('\n').append(group).append('\n');
          for (String verb : verbs) {
            Help named = Objects.requireNonNull(help.subcommands().get(verb), verb);
            String[] description = named.commandSpec().usageMessage().description();
            text.append("  %-10s %s%n".formatted(verb, String.join(" ", description)));
          }
        });
    return text.toString();
  }

  private static int usageError(ParameterException error, String[] args) {
    CommandLine line = error.getCommandLine();
    String verb = line.getCommandSpec().qualifiedName();
    String message =
        String.valueOf(error.getMessage())
            .replaceFirst("at index \\d+: ", "")
            .replaceFirst("is not an? (int|long)$", "is not a whole number");
    String what = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    BreakevenException usage =
        new BreakevenException(ErrorCode.USAGE, what, "", remedy(error, verb));
    line.getErr().println(usage.oneLine());
    return usage.code().exitStatus();
  }

  private static String remedy(ParameterException error, String verb) {
    List<String> near =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String help = "See '" + verb + " --help'.";
    return near.isEmpty() ? help : "Did you mean " + String.join(", ", near) + "? " + help;
  }

  private static int executionError(Exception error, CommandLine line, ParseResult parsed) {
    boolean debug = parsed.originalArgs().contains("--debug");
    BreakevenException shown = error instanceof BreakevenException known ? known : internal(error);
    line.getErr().println(shown.oneLine());
    if (debug) {
      error.printStackTrace(line.getErr());
    }
    return shown.code().exitStatus();
  }

  private static BreakevenException internal(Exception error) {
    return new BreakevenException(
        ErrorCode.INTERNAL,
        error.getClass().getSimpleName() + ": " + error.getMessage(),
        "",
        "Run again with --debug and report what it prints.");
  }
}
