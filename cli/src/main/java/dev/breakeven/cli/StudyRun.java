package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.report.Agreement;
import dev.breakeven.core.report.Computed;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.wire.report.StudyDocument;
import dev.breakeven.wire.study.FigureLookup;
import dev.breakeven.wire.study.Study;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;

/// Runs the steps of a study through the command tree, as if each had been typed with `--json`.
final class StudyRun {
  private static final int EXIT_UNPRICED = 4;

  private final Wiring wiring;
  private final Study study;
  private final Map<String, Computed> computed = new HashMap<>();
  private final Map<List<String>, String> documents = new HashMap<>();

  StudyRun(Wiring wiring, Study study) {
    this.wiring = wiring;
    this.study = study;
  }

  /// Every step in order, with what we compute and how the statement stands beside it.
  List<StudyDocument.Result> results() {
    List<StudyDocument.Result> results = new ArrayList<>();
    for (Study.Step step : study.steps()) {
      Optional<Computed> answer = step.run().map(run -> compute(step, run));
      answer.ifPresent(value -> computed.put(step.id(), value));
      Optional<Agreement> agreement =
          answer.flatMap(value -> step.stated().map(stated -> stated.beside(value)));
      results.add(new StudyDocument.Result(step, answer, agreement));
    }
    return results;
  }

  private Computed compute(Study.Step step, Study.Run run) {
    String document = document(step, run);
    Computed found =
        FigureLookup.find(document, run.figure())
            .orElseThrow(
                () ->
                    study.invalid(
                        step.line(),
                        "'%s' has no figure '%s'"
                            .formatted(String.join(" ", run.arguments()), run.figure()),
                        "See what it prints with --json."));
    return switch (found) {
      case Computed.Amount(Ratio value) -> scaled(step, run, value.times(run.times()));
      case Computed.Words words -> words;
      case Computed.Nothing _ -> new Computed.Nothing(reason(document));
    };
  }

  private Computed scaled(Study.Step step, Study.Run run, Ratio value) {
    if (run.over().isEmpty()) {
      return new Computed.Amount(value);
    }
    String id = run.over().get();
    return switch (computed.get(id)) {
      case Computed.Amount(Ratio below) when below.signum() != 0 ->
          new Computed.Amount(value.dividedBy(below));
      case Computed.Nothing nothing -> nothing;
      case null, default ->
          throw study.invalid(
              step.line(), "over: " + id + " is no number to divide by", "Name one.");
    };
  }

  /// Why a document has no figure: its own word, or why the first own option was rejected.
  private static String reason(String document) {
    return Stream.of("why", "rejected.0.why")
        .flatMap(path -> FigureLookup.find(document, path).stream())
        .filter(Computed.Words.class::isInstance)
        .map(why -> ((Computed.Words) why).text())
        .findFirst()
        .orElse("unknown");
  }

  /// What the verb prints; a command line that several steps share runs once.
  private String document(Study.Step step, Study.Run run) {
    String known = documents.get(run.arguments());
    if (known != null) {
      return known;
    }
    if (run.arguments().contains("--study")) {
      throw study.invalid(step.line(), "a step that runs a study", "Put its steps here instead.");
    }
    CommandLine line = Verbs.commandLine(wiring);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = line.execute(arguments(line, run).toArray(String[]::new));
    if (status != 0 && status != EXIT_UNPRICED) {
      throw study.invalid(
          step.line(),
          "step %s, '%s': %s"
              .formatted(step.id(), String.join(" ", run.arguments()), err.toString().strip()),
          "Correct the step.");
    }
    documents.put(run.arguments(), out.toString());
    return out.toString();
  }

  /// The step's own words with `--json`, and the study's date and prices where the verb takes them.
  private List<String> arguments(CommandLine root, Study.Run run) {
    List<String> arguments = new ArrayList<>(run.arguments());
    CommandLine verb = root;
    for (String word : run.arguments()) {
      if (!verb.getSubcommands().containsKey(word)) {
        break;
      }
      verb = verb.getSubcommands().get(word);
    }
    if (verb.getCommand() instanceof PlanCommand plan) {
      plan.keepToStatedShape();
    }
    arguments.add("--json");
    if (!study.at().isEmpty() && takes(verb, "--at") && !run.arguments().contains("--at")) {
      arguments.addAll(List.of("--at", study.at()));
    }
    if (takes(verb, "--prices")) {
      for (String prices : study.prices()) {
        Path beside = Path.of(study.file()).resolveSibling(prices);
        arguments.addAll(List.of("--prices", beside.toString()));
      }
    }
    return arguments;
  }

  private static boolean takes(CommandLine verb, String option) {
    return verb.getCommandSpec().findOption(option) != null;
  }
}
