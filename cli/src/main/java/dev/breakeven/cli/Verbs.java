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
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
  private static final Map<String, Verb> VERBS = new LinkedHashMap<>();

  /// A class with its annotation, and how its part of the tree is built, which takes longer.
  private record Verb(Class<?> type, Function<Wiring, CommandLine> tree) {
    String description() {
      return String.join(" ", type.getAnnotation(Command.class).description());
    }
  }

  static {
    VERBS.put("plan", new Verb(PlanCommand.class, PlanCommand::commandLine));
    VERBS.put("usage", new Verb(UsageCommand.class, UsageCommand::commandLine));
    VERBS.put("audit", new Verb(AuditCommand.class, AuditCommand::commandLine));
    VERBS.put("ask", new Verb(AskCommand.class, wiring -> new CommandLine(new AskCommand(wiring))));
    VERBS.put("serve", new Verb(ServeCommand.class, ServeCommand::commandLine));
    VERBS.put("mcp", new Verb(McpCommand.class, McpCommand::commandLine));
    VERBS.put(
        "demo", new Verb(DemoCommand.class, wiring -> new CommandLine(new DemoCommand(wiring))));
    VERBS.put(
        "import",
        new Verb(ImportCommand.class, wiring -> new CommandLine(new ImportCommand(wiring))));
    VERBS.put(
        "archive",
        new Verb(ArchiveCommand.class, wiring -> new CommandLine(new ArchiveCommand(wiring))));
    VERBS.put(
        "connect",
        new Verb(ConnectCommand.class, wiring -> new CommandLine(new ConnectCommand(wiring))));
    VERBS.put("ledger", new Verb(LedgerCommand.class, LedgerCommand::commandLine));
    VERBS.put("catalog", new Verb(CatalogCommand.class, CatalogCommand::commandLine));
    VERBS.put(
        "price", new Verb(PriceCommand.class, wiring -> new CommandLine(new PriceCommand(wiring))));
    VERBS.put("cost", new Verb(CostCommand.class, _ -> new CommandLine(new CostCommand())));
    VERBS.put("lab", new Verb(LabCommand.class, LabCommand::commandLine));
    VERBS.put(
        "check", new Verb(CheckCommand.class, wiring -> new CommandLine(new CheckCommand(wiring))));
    VERBS.put(
        "config",
        new Verb(ConfigCommand.class, wiring -> new CommandLine(new ConfigCommand(wiring))));
    VERBS.put(
        "doctor",
        new Verb(DoctorCommand.class, wiring -> new CommandLine(new DoctorCommand(wiring))));
    VERBS.put(
        "warm", new Verb(WarmCommand.class, wiring -> new CommandLine(new WarmCommand(wiring))));
  }

  private Verbs() {}

  /// The whole tree.
  static CommandLine commandLine(Wiring wiring) {
    return commandLine(wiring, VERBS.values());
  }

  /// The tree as far as `args` need it: all of it takes longer to build than most verbs to run.
  /// Only the verb they begin with, and the plan where there are no more than options.
  static CommandLine commandLine(Wiring wiring, String... args) {
    boolean optionsOnly = Stream.of(args).allMatch(arg -> arg.startsWith("-"));
    Verb verb = VERBS.get(optionsOnly ? "plan" : args[0]);
    return commandLine(wiring, verb == null ? VERBS.values() : List.of(verb));
  }

  private static CommandLine commandLine(Wiring wiring, Collection<Verb> verbs) {
    CommandLine line = new CommandLine(new RootCommand(wiring));
    verbs.forEach(verb -> line.addSubcommand(verb.tree().apply(wiring)));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.getCommandSpec().usageMessage().commandListHeading("");
    line.setParameterExceptionHandler(Verbs::usageError);
    line.setExecutionExceptionHandler(Verbs::executionError);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Verbs::commandList);
    return line;
  }

  private static String commandList(Help ignored) {
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (group, verbs) -> {
          text.append('\n').append(group).append('\n');
          for (String verb : verbs) {
            Verb named = Objects.requireNonNull(VERBS.get(verb), verb);
            text.append("  %-10s %s%n".formatted(verb, named.description()));
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
