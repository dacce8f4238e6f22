package dev.breakeven.cli.render;

import dev.breakeven.ask.agent.Agent;
import dev.breakeven.ask.agent.CheckedAnswer;
import dev.breakeven.ask.tool.Table;
import dev.breakeven.ask.tool.Tool;
import dev.breakeven.wire.report.JsonOut;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The JSON document of `ask`. Rows are objects with the names of their columns.
public final class AnswerJson {
  private AnswerJson() {}

  public static void write(String question, String asked, Agent.Outcome outcome, Writer out) {
    Optional<CheckedAnswer> answer = outcome.answer();
    JsonOut.write(
        out,
        json ->
            json.text("question", question)
                .text("model", asked)
                .optional("answer", answer, each -> json.text("answer", each.text()))
                .array(
                    "figures",
                    answer.map(CheckedAnswer::figures).orElse(Map.of()).entrySet(),
                    each -> json.text("figure", each.getKey()).text("from", each.getValue()))
                .texts("struck", answer.map(CheckedAnswer::struck).orElse(List.of()))
                .texts("notes", outcome.notes())
                .optional("usd", outcome.cost(), usd -> json.text("usd", usd.toString()))
                .array("queries", outcome.queries(), each -> query(json, each)));
  }

  private static void query(JsonOut json, Tool.Answered answered) {
    Table table = answered.table();
    json.text("query", answered.query())
        .text("title", table.title())
        .array("rows", table.rows(), row -> cells(json, table, row))
        .array("totals", table.totals(), row -> cells(json, table, row))
        .texts("notes", table.notes());
  }

  private static void cells(JsonOut json, Table table, List<String> row) {
    for (int i = 0; i < row.size(); i++) {
      json.text(table.columns().get(i).name(), row.get(i));
    }
  }
}
