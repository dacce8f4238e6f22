package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Nearby;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.workload.Shape;
import dev.breakeven.core.workload.StatedVolume;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Three questions to somebody of whose usage nothing was found; Enter takes what is in brackets.
final class Questions {
  private static final String VOLUME = "500M";
  private static final String MODEL = "claude-sonnet-4.6";

  private final Nearby.Terminal terminal;
  private final Market market;
  private final String usualModel;
  private final PrintWriter out;

  /// The answers, as the flags of `plan` take them.
  record Answers(String volume, String model, Shape shape) {
    String asCommand() {
      return "breakeven plan --volume %s --today %s --shape %s"
          .formatted(volume, model, shape.key());
    }
  }

  /// `today` is the model that settings name, which `market` must have; empty for none.
  Questions(Nearby.Terminal terminal, Market market, String today, PrintWriter out) {
    this.terminal = terminal;
    this.market = market;
    this.usualModel = today.isEmpty() ? MODEL : today;
    this.out = out;
  }

  Answers ask() {
    out.println("No usage logs found here. Three questions; Enter takes what is in brackets.");
    String volume = ask("Tokens a month, input and output", VOLUME, this::volume);
    String model = ask("Model you use today", usualModel, this::model);
    Shape shape =
        ask(
            "Traffic: steady, business-hours, spiky5x, batch",
            Shape.BUSINESS_HOURS.key(),
            Questions::shape);
    return new Answers(volume + "/month", model, shape);
  }

  /// Asks until `reader` understands; the end of the input stands for Enter.
  private <T> T ask(String question, String usual, Function<String, T> reader) {
    while (true) {
      out.printf("%s [%s]: ", question, usual);
      out.flush();
      Optional<String> line = terminal.line();
      String answer = line.map(String::strip).filter(text -> !text.isEmpty()).orElse(usual);
      if (line.isEmpty()) {
        out.println();
      }
      try {
        return reader.apply(answer);
      } catch (IllegalArgumentException e) {
        out.println("  " + e.getMessage());
      }
    }
  }

  private String volume(String answer) {
    String number = answer.endsWith("/month") ? answer.substring(0, answer.length() - 6) : answer;
    long tokens = Tokens.parse(number).count();
    if (tokens < StatedVolume.LEAST_TOKENS || tokens > StatedVolume.MOST_TOKENS) {
      throw new IllegalArgumentException(
          "from %,d to %,d tokens".formatted(StatedVolume.LEAST_TOKENS, StatedVolume.MOST_TOKENS));
    }
    return number;
  }

  private String model(String answer) {
    return market
        .findApi(answer)
        .map(_ -> answer)
        .orElseThrow(() -> new IllegalArgumentException(unknown(answer)));
  }

  private String unknown(String answer) {
    List<String> similar =
        market.similar(answer).stream()
            .filter(name -> market.findApi(name).isPresent())
            .limit(5)
            .toList();
    return "no hosted model '%s'%s"
        .formatted(answer, similar.isEmpty() ? "" : "; like it: " + String.join(", ", similar));
  }

  private static Shape shape(String answer) {
    return Shape.find(answer)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + answer + "' is none of steady, business-hours, spiky5x, batch"));
  }
}
