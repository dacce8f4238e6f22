package dev.breakeven.cli;

import dev.breakeven.ask.agent.Agent;
import dev.breakeven.ask.agent.ModelEndpoint;
import dev.breakeven.ask.agent.StandardQuestions;
import dev.breakeven.ask.tool.Tool;
import dev.breakeven.cli.render.AnswerJson;
import dev.breakeven.cli.render.AnswerPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.engine.LocalEngines.Engine;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// A question in words, answered with figures and the queries that they are from.
@Command(
    name = "ask",
    description = "A question in words, answered with the queries behind each figure.",
    footer = {
      "",
      "Standard questions need no model. With --model, a model answers by the same queries: Ollama on",
      "this machine is found first; a figure that no query returned is ~~struck out~~. Keys come from",
      "BREAKEVEN_ASK_KEY, from OPENAI_API_KEY or ANTHROPIC_API_KEY for those hosts, or a file. Exit",
      "status 4 when something asked for cannot be known.",
      "",
      "breakeven ask \"what am I paying for GPU, and where is the waste\" --from-file bills/",
      "breakeven ask --model llama3.1 --offline \"which team should look at its prompts first?\"",
      "breakeven ask --model gpt-4o-mini --endpoint https://api.openai.com --dry-run \"...\""
    },
    mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
  private static final int LONGEST = 2_000;

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();
  @Mixin EstateOptions estate = new EstateOptions();

  @Parameters(arity = "1..*", paramLabel = "QUESTION", description = "In your own words.")
  List<String> words = new ArrayList<>();

  @Option(names = "--model", paramLabel = "NAME", description = "The model that answers.")
  String model = "";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description =
          "Where the model is, in the dialect of OpenAI, or of Anthropic when it ends with"
              + " /messages; default an engine on this machine.")
  Optional<URI> endpoint = Optional.empty();

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "Your key, in a file that only you may read.")
  Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--spend-cap",
      paramLabel = "USD",
      defaultValue = "0.50",
      description = "What the model may cost at most; default 0.50.")
  String spendCap = "";

  @Option(names = "--dry-run", description = "Print what would be sent, and send nothing.")
  boolean dryRun;

  @Option(names = "--offline", description = "Use no model but one on this machine.")
  boolean offline;

  AskCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    String question = String.join(" ", words).strip();
    if (question.isEmpty() || question.length() > LONGEST) {
      throw Common.usage("a question of " + question.length() + " characters", "Ask in 1 to 2000.");
    }
    Usd most = Common.parse("--spend-cap", spendCap, Usd::parse);
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      out.print(Agent.dryRun(chosen(), question));
      return 0;
    }
    EstateFacts facts = new EstateFacts(wiring, estate, options.folder);
    if (!model.isEmpty() || endpoint.isPresent()) {
      ModelEndpoint chosen = chosen();
      return print(question, chosen.toString(), Agent.ask(facts, chosen, question, most), out);
    }
    List<Tool.Answered> answers = StandardQuestions.answer(facts, question);
    if (answers.isEmpty()) {
      new AnswerPage(out).notUnderstood(StandardQuestions.EXAMPLES, nearModel());
      return Common.EXIT_UNPRICED;
    }
    return print(question, "", Agent.Outcome.without(answers), out);
  }

  private int print(String question, String asked, Agent.Outcome outcome, PrintWriter out) {
    if (options.json) {
      AnswerJson.write(question, asked, outcome, out);
    } else {
      new AnswerPage(out).print(asked, outcome);
    }
    boolean whole =
        outcome.queries().stream().noneMatch(each -> each.table().isEmpty())
            && (asked.isEmpty() || outcome.answer().isPresent());
    return whole ? 0 : Common.EXIT_UNPRICED;
  }

  /// What `--model` and `--endpoint` name, else an engine on this machine.
  private ModelEndpoint chosen() {
    Optional<Engine> near = endpoint.isPresent() ? Optional.empty() : nearest();
    URI address =
        endpoint
            .or(() -> near.map(engine -> URI.create("http://" + engine.address())))
            .orElseThrow(
                () ->
                    Common.usage(
                        "no engine with a model runs on this machine",
                        "Start Ollama, or name an --endpoint."));
    String name =
        model.isEmpty() ? near.map(engine -> engine.models().getFirst()).orElse("") : model;
    if (name.isEmpty()) {
      throw Common.usage("--endpoint without a model", "Name it with --model.");
    }
    Optional<String> key =
        wiring.modelKey(Optional.ofNullable(address.getHost()).orElse(""), keyFile);
    ModelEndpoint chosen = ModelEndpoint.of(name, address, near.isPresent() ? keyless() : key);
    if (offline && !chosen.isLoopback()) {
      throw Common.usage(
          "--offline with " + address.getHost(), "Name an endpoint on this machine.");
    }
    return chosen;
  }

  /// An engine that was found is given no key: nobody said whose it is.
  private static Optional<String> keyless() {
    return Optional.empty();
  }

  /// Ollama first.
  private Optional<Engine> nearest() {
    return wiring.engines().stream()
        .filter(engine -> !engine.models().isEmpty())
        .filter(engine -> model.isEmpty() || engine.models().stream().anyMatch(this::isNamed))
        .min(Comparator.comparing(engine -> !engine.name().equals("Ollama")));
  }

  /// Ollama lists `llama3.1:latest` for `llama3.1`.
  private boolean isNamed(String listed) {
    return listed.equals(model) || listed.equals(model + ":latest");
  }

  private Optional<String> nearModel() {
    return nearest().map(engine -> engine.models().getFirst());
  }
}
