package dev.breakeven.wire.study;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.report.Stated;
import dev.breakeven.core.units.Ratio;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Reads a study: one JSON object whose `steps` are objects of texts.
///
/// Not thread-safe; belongs to one reading. Every fault is an error with file and line.
public final class StudyFile {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final Set<String> HEAD = Set.of("title", "source", "basis", "at");
  private static final Set<String> STEP =
      Set.of("id", "part", "says", "stated", "unit", "run", "figure", "times", "over", "why");

  private final String file;
  private final JsonParser parser;
  private final Map<String, String> head = new LinkedHashMap<>();
  private final List<String> prices = new ArrayList<>();
  private final List<Study.Step> steps = new ArrayList<>();
  private final Set<String> computed = new HashSet<>();
  private final Set<String> ids = new HashSet<>();
  private String part = "";

  private StudyFile(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /// `file` is the name that errors call it.
  public static Study read(String file, String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return new StudyFile(file, parser).study();
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String message = e.getOriginalMessage();
      int end = message.indexOf('\n');
      throw invalid(
          file,
          at == null ? 1 : Math.max(1, at.getLineNr()),
          "not JSON: " + (end < 0 ? message : message.substring(0, end)),
          "Correct the JSON, or complete a file that was cut short.");
    }
  }

  private Study study() {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw invalid(line(), "not a study", "Give one JSON object with a title and steps.");
    }
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      if (HEAD.contains(key)) {
        head.put(key, text(key));
      } else if (key.equals("prices")) {
        enterArray(key);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          prices.add(text(key));
        }
      } else if (key.equals("steps")) {
        enterArray(key);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          step();
        }
      } else {
        throw unknown(key, "title, source, basis, at, prices and steps");
      }
    }
    if (parser.nextToken() != null) {
      throw invalid(line(), "a second JSON value", "Keep one study in the file.");
    }
    if (steps.isEmpty() || !head.containsKey("title")) {
      throw invalid(1, "a study without a title or without steps", "Give both.");
    }
    return new Study(file, head("title"), head("source"), head("basis"), head("at"), prices, steps);
  }

  private String head(String key) {
    return head.getOrDefault(key, "");
  }

  private void step() {
    int line = line();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw invalid(line, "a step that is not an object", "Write {\"id\": ..., \"says\": ...}.");
    }
    Map<String, String> texts = texts();
    part = texts.getOrDefault("part", part);
    String id = required(line, texts, "id");
    if (!ids.add(id)) {
      throw invalid(line, "two steps are called " + id, "Give each step its own id.");
    }
    String says = required(line, texts, "says");
    Optional<Study.Run> run = run(line, texts);
    if (run.isPresent()) {
      computed.add(id);
    } else if (!texts.containsKey("why")) {
      throw invalid(line, id + " has neither run nor why", "Say why nothing computes it.");
    }
    steps.add(
        new Study.Step(
            line,
            id,
            part,
            says,
            Optional.ofNullable(texts.get("stated")).map(Stated::parse),
            texts.getOrDefault("unit", ""),
            run,
            texts.getOrDefault("why", "")));
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      if (!STEP.contains(key)) {
        throw unknown(key, "id, part, says, stated, unit, run, figure, times, over and why");
      }
      texts.put(key, text(key));
    }
    return texts;
  }

  private Optional<Study.Run> run(int line, Map<String, String> texts) {
    if (!texts.containsKey("run")) {
      return Optional.empty();
    }
    List<String> arguments = List.of(texts.getOrDefault("run", "").strip().split("\\s+"));
    Optional<String> over = Optional.ofNullable(texts.get("over"));
    over.filter(id -> !computed.contains(id))
        .ifPresent(
            id -> {
              throw invalid(
                  line, "over: no computed step '" + id + "' before this one", "Name one.");
            });
    try {
      return Optional.of(
          new Study.Run(
              arguments,
              required(line, texts, "figure"),
              Ratio.parse(texts.getOrDefault("times", "1")),
              over));
    } catch (NumberFormatException e) {
      throw invalid(line, "times: " + e.getMessage(), "Write a number or a fraction.");
    }
  }

  private String required(int line, Map<String, String> texts, String key) {
    String text = texts.getOrDefault(key, "");
    if (text.isBlank()) {
      throw invalid(line, "a step without " + key, "Give each step an id, says, and a figure.");
    }
    return text;
  }

  private void enterArray(String key) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw invalid(line(), key + " is not a list", "Write " + key + ": [ ... ].");
    }
  }

  private String text(String key) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw invalid(
          line(),
          key + " is not a text",
          "Write it in quotes, numbers too: \"1.35\" is not 1.350.");
    }
    return parser.getString();
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private BreakevenException unknown(String key, String known) {
    return invalid(line(), "no key '" + key + "'", "The keys here are " + known + ".");
  }

  private BreakevenException invalid(int line, String what, String remedy) {
    return invalid(file, line, what, remedy);
  }

  private static BreakevenException invalid(String file, int line, String what, String remedy) {
    return new BreakevenException(ErrorCode.STUDY_INVALID, what, file + ":" + line, remedy);
  }
}
