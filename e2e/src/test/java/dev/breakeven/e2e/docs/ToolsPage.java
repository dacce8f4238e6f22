package dev.breakeven.e2e.docs;

import dev.breakeven.ask.tool.Parameter;
import dev.breakeven.ask.tool.Table;
import dev.breakeven.ask.tool.Tool;
import dev.breakeven.ask.tool.Tools;

/// `docs/reference/tools.md`: every tool with its arguments.
final class ToolsPage {
  private ToolsPage() {}

  static String render() {
    StringBuilder page =
        new StringBuilder(
            """
            # Tools

            Generated from their definition; run `./dev docs` after a change. `breakeven mcp` offers
            them to an agent, `breakeven ask` answers by them. All only read.

            Every answer is a table of at most %d rows, with totals over all of them; its first line
            says of which days the figures are, and a column on what they rest (`invoice`, `metered`,
            `list-equivalent`, `simulated`, `assumed`). What no source knows is said and never zero.
            """
                .formatted(Table.MOST_ROWS));
    for (Tool tool : Tools.ALL) {
      page.append("\n## ").append(tool.name()).append("\n\n");
      page.append(tool.description()).append('\n');
      if (!tool.parameters().isEmpty()) {
        page.append("\n| argument | values | default | meaning |\n|---|---|---|---|\n");
        tool.parameters().forEach(parameter -> page.append(row(parameter)));
      }
    }
    return page.toString();
  }

  private static String row(Parameter parameter) {
    String values =
        parameter.choices().isEmpty()
            ? parameter.kind() == Parameter.Kind.NUMBER ? "number" : "text"
            : "`" + String.join("`, `", parameter.choices()) + "`";
    String otherwise = parameter.otherwise().isEmpty() ? "" : "`" + parameter.otherwise() + "`";
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            parameter.name(),
            values,
            parameter.required() ? "required" : otherwise,
            parameter.meaning());
  }
}
