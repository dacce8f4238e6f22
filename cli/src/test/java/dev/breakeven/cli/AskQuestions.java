package dev.breakeven.cli;

import dev.breakeven.testkit.estate.PlantedEstate.Plant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Twenty questions on the planted estate whose answers follow from the files by hand.
final class AskQuestions {
  private static final double EXACT = 0.0001;
  private static final double PLANTED = 0.05;

  private AskQuestions() {}

  /// `tool` with `arguments`, a JSON object, returns the answer in the line that holds `line`, in
  /// its cell `cell`; it is `value`, give or take the share `within`.
  record Question(
      String text,
      String tool,
      String arguments,
      String line,
      int cell,
      String sign,
      double value,
      double within) {
    @Override
    public String toString() {
      return text;
    }
  }

  static List<Question> of(AskEstate estate) throws IOException {
    List<Question> questions = new ArrayList<>();
    double gpu = 0;
    double billed = 0;
    for (String[] line : estate.cells("saved/bill.csv")) {
      billed += Double.parseDouble(line[1]);
      gpu += line[9].startsWith("GPU") ? Double.parseDouble(line[1]) : 0;
    }
    questions.add(usd("What do GPUs cost?", "get_spend", "{}", "gpu |", 2, gpu, EXACT));
    questions.add(
        usd("What do all bills add up to?", "get_spend", "{}", "total of bills", 2, billed, EXACT));
    long input = 0;
    long cached = 0;
    long output = 0;
    List<String[]> calls = estate.cells("calls.csv");
    for (String[] line : calls) {
      input += Long.parseLong(line[3]);
      cached += Long.parseLong(line[4]);
      output += Long.parseLong(line[5]);
    }
    double api = (input - cached) * 2e-6 + cached * 0.2e-6 + output * 10e-6;
    String byKind = "{\"by\":\"kind\",\"kind\":\"model-api\"}";
    questions.add(
        usd("What do API calls cost?", "get_spend", byKind, "model-api |", 2, api, EXACT));
    questions.add(count("How many calls were there?", 1, calls.size()));
    questions.add(count("How many tokens went in?", 2, input));
    questions.add(count("How many came from a cache?", 3, cached));
    questions.add(count("How many tokens came out?", 4, output));
    questions.add(
        usd(
            "What is the output price of gpt-4o?",
            "explain_price",
            "{\"item\":\"gpt-4o\"}",
            "output |",
            1,
            10,
            EXACT));
    for (Plant plant : estate.plants()) {
      if (plant.rule().equals("idle-gpu")) {
        questions.add(
            usd(
                "What does the idle time of " + plant.name() + " cost a month?",
                "get_utilization",
                "{}",
                plant.name() + " |",
                8,
                plant.usdMonth(),
                PLANTED));
      } else if (plant.rule().equals("gpu-held")) {
        questions.add(
            usd(
                "What would scaling " + plant.name() + " to zero save a month?",
                "list_waste",
                "{\"rule\":\"gpu-held\"}",
                "| " + plant.name() + " |",
                0,
                plant.usdMonth(),
                PLANTED));
      }
    }
    return questions;
  }

  private static Question usd(
      String text,
      String tool,
      String arguments,
      String line,
      int cell,
      double value,
      double within) {
    return new Question(text, tool, arguments, line, cell, "$", value, within);
  }

  private static Question count(String text, int cell, double value) {
    return new Question(text, "query_usage", "{}", "total |", cell, "", value, 0);
  }
}
