package dev.breakeven.ask.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.breakeven.ask.tool.Facts;
import dev.breakeven.ask.tool.Tool;
import dev.breakeven.ask.tool.Tools;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Lets a model answer a question by calling tools, for so many rounds and dollars and no more.
///
/// What it says is checked: a figure that no query returned is struck out. It can call nothing but
/// [Tools], which only read; texts in their tables are data to it and to us.
public final class Agent {
  static final int MOST_ROUNDS = 8;
  static final int MOST_CALLS = 24;
  static final int MOST_TOKENS = 2_000;

  private final Facts facts;
  private final ModelEndpoint endpoint;
  private final String question;
  private final SpendCap cap;
  private final List<Tool.Answered> queries = new ArrayList<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  /// What came of it: the checked answer, empty where there is none; the queries behind its
  /// figures; what went wrong; and the cost, empty for a model on this machine.
  public record Outcome(
      Optional<CheckedAnswer> answer,
      List<Tool.Answered> queries,
      List<String> notes,
      Optional<Usd> cost) {
    public Outcome {
      queries = List.copyOf(queries);
      notes = List.copyOf(notes);
    }

    /// What the tools say, and no model.
    public static Outcome without(List<Tool.Answered> queries) {
      return new Outcome(Optional.empty(), queries, List.of(), Optional.empty());
    }
  }

  private Agent(Facts facts, ModelEndpoint endpoint, String question, Usd most) {
    this.facts = facts;
    this.endpoint = endpoint;
    this.question = question;
    cap = new SpendCap(most, endpoint, facts.market(), facts.now());
  }

  /// Asks `endpoint`, for at most `most` dollars.
  public static Outcome ask(Facts facts, ModelEndpoint endpoint, String question, Usd most) {
    Agent agent = new Agent(facts, endpoint, question, most);
    Optional<CheckedAnswer> answer = Optional.empty();
    try (ModelClient client = new ModelClient(endpoint)) {
      answer = agent.converse(client);
    } catch (BreakevenException e) {
      boolean unreadable = e.code() == ErrorCode.ANSWER_INVALID;
      agent.notes.add((unreadable ? "the model's answer is " : "") + e.what() + ". " + e.remedy());
    }
    return new Outcome(answer, agent.queries, agent.notes, agent.cap.spent());
  }

  /// The first request as it would be sent, but for the key. Later ones hold what tools return.
  public static String dryRun(ModelEndpoint endpoint, String question) {
    String headers =
        ModelClient.headers(endpoint, "(your key)").entrySet().stream()
            .map(each -> each.getKey() + ": " + each.getValue() + "\n")
            .collect(Collectors.joining());
    return "POST %s\n%s\n%s\n"
        .formatted(
            endpoint.address(),
            headers,
            new String(Conversation.with(endpoint, question, MOST_TOKENS).body(), UTF_8));
  }

  private Optional<CheckedAnswer> converse(ModelClient client) {
    Conversation conversation = Conversation.with(endpoint, question, MOST_TOKENS);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      byte[] body = conversation.body();
      if (!cap.allows(body.length, MOST_TOKENS)) {
        notes.add("stopped before the next request could pass the spend cap");
        return Optional.empty();
      }
      Conversation.Turn turn = conversation.read(client.send(body));
      cap.add(turn.usage(), body.length, MOST_TOKENS);
      if (turn.calls().isEmpty()) {
        return Optional.of(checked(turn));
      }
      turn.calls().forEach(call -> answer(conversation, call));
    }
    notes.add("the model came to no answer in %d rounds".formatted(MOST_ROUNDS));
    return Optional.empty();
  }

  private CheckedAnswer checked(Conversation.Turn turn) {
    if (turn.cutOff()) {
      notes.add("the answer was cut off");
    }
    if (queries.isEmpty()) {
      notes.add("the model asked no tool, so nothing backs what it says");
    }
    String said =
        endpoint.key().map(key -> turn.text().replace(key, "(your key)")).orElse(turn.text());
    return CheckedAnswer.of(question, said, queries, turn.cutOff());
  }

  private void answer(Conversation conversation, Conversation.Call call) {
    try {
      conversation.result(call, result(call), false);
    } catch (BreakevenException e) {
      conversation.result(call, (e.what() + ". " + e.remedy()).strip(), true);
    }
  }

  private String result(Conversation.Call call) {
    Optional<Tool> tool = Tools.find(call.tool());
    if (tool.isEmpty()) {
      notes.add("the model called a tool that there is not");
      return "There is no such tool. Use one of "
          + Tools.ALL.stream().map(Tool::name).collect(Collectors.joining(", "))
          + ".";
    }
    if (call.arguments().isEmpty()) {
      return "The arguments are no JSON object.";
    }
    Json.Fields arguments = call.arguments().get();
    String same = call.tool() + " " + arguments.print();
    if (asked.containsKey(same)) {
      return "You asked this before: the answer stands above. Answer the question now.";
    }
    if (asked.size() >= MOST_CALLS) {
      return "No more calls: answer the question from what you have.";
    }
    asked.put(same, asked.size());
    Tool.Answered answered = tool.get().call(facts, arguments);
    queries.add(answered);
    return answered.table().print();
  }
}
