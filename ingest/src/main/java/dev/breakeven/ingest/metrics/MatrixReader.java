package dev.breakeven.ingest.metrics;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.text.JsonLines;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads an answer of `query_range` or `query`: one sample at a time, none of them held.
final class MatrixReader {
  private static final int MOST_EXACT = 15;
  private static final double[] POWERS =
      IntStream.range(0, MOST_EXACT).mapToDouble(i -> Math.pow(10, i)).toArray();

  private final String where;
  private final Visitor visitor;
  private Map<String, String> labels = Map.of();
  private String problem = "";
  private boolean success;

  /// Who is told of samples: the labels first, then each with its time in seconds.
  interface Visitor {
    void series(Map<String, String> labels);

    void sample(double seconds, double value);
  }

  private MatrixReader(String where, Visitor visitor) {
    this.where = where;
    this.visitor = visitor;
  }

  /// Throws `FORMAT_UNKNOWN` for what is no answer, and `SOURCE_UNREACHABLE` for an error.
  static void read(String where, InputStream in, Visitor visitor) {
    MatrixReader reader = new MatrixReader(where, visitor);
    try (JsonParser parser = JsonLines.parser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw reader.noAnswer("the answer is no JSON object");
      }
      reader.answer(parser);
    } catch (JacksonException e) {
      throw reader.noAnswer("the answer is cut off or no JSON");
    }
    if (!reader.problem.isEmpty()) {
      throw new BreakevenException(
          ErrorCode.SOURCE_UNREACHABLE,
          "prometheus answers with an error: " + reader.problem,
          where,
          "Ask for a shorter period");
    }
    if (!reader.success) {
      throw reader.noAnswer("no answer of the query API: status is not success");
    }
  }

  private BreakevenException noAnswer(String what) {
    return new BreakevenException(
        ErrorCode.FORMAT_UNKNOWN, what, where, "Save the JSON of /api/v1/query_range as it is");
  }

  private void answer(JsonParser parser) {
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      JsonToken value = parser.nextToken();
      switch (key) {
        case "status" -> success = parser.getString().equals("success");
        case "error" -> problem = parser.getString().replaceAll("\\p{Cntrl}+", " ");
        case "data" -> {
          if (value == JsonToken.START_OBJECT) {
            data(parser);
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  private void data(JsonParser parser) {
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (key.equals("result") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          series(parser);
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void series(JsonParser parser) {
    labels = Map.of();
    visitor.series(labels);
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      JsonToken value = parser.nextToken();
      if (key.equals("metric") && value == JsonToken.START_OBJECT) {
        labels = labels(parser);
        visitor.series(labels);
      } else if (key.equals("values") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_ARRAY) {
          sample(parser);
        }
      } else if (key.equals("value") && value == JsonToken.START_ARRAY) {
        sample(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static Map<String, String> labels(JsonParser parser) {
    Map<String, String> labels = new TreeMap<>();
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      labels.put(key.intern(), parser.getString());
      parser.skipChildren();
    }
    return labels;
  }

  /// A pair of a time and a text; a value such as `NaN` is none.
  private void sample(JsonParser parser) {
    double seconds = Double.NaN;
    double value = Double.NaN;
    int place = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY && token != null;
        token = parser.nextToken()) {
      if (place == 0 && token == JsonToken.VALUE_NUMBER_INT) {
        seconds = parser.getLongValue();
      } else if (place == 0 && token == JsonToken.VALUE_NUMBER_FLOAT) {
        seconds = parser.getDoubleValue();
      } else if (place == 1 && token == JsonToken.VALUE_STRING) {
        value = number(parser);
      } else {
        parser.skipChildren();
      }
      place++;
    }
    if (!Double.isNaN(seconds) && !Double.isNaN(value) && !Double.isInfinite(value)) {
      visitor.sample(seconds, value);
    }
  }

  /// Most values are short and plain, which needs no text of them: `97`, `0.0421`.
  private static double number(JsonParser parser) {
    char[] chars = parser.getStringCharacters();
    int from = parser.getStringOffset();
    int to = from + parser.getStringLength();
    long digits = 0;
    int scale = -1;
    for (int i = from; i < to; i++) {
      int digit = chars[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
        scale += scale < 0 ? 0 : 1;
      } else if (chars[i] == '.' && scale < 0) {
        scale = 0;
      } else {
        return number(parser.getString());
      }
    }
    // both are exact as doubles, so that the quotient is the nearest one
    return to - from < 1 || to - from > MOST_EXACT
        ? number(parser.getString())
        : digits / POWERS[Math.max(0, scale)];
  }

  private static double number(String text) {
    try {
      return text.length() > 40 ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN; // such as +Inf, which is spelled otherwise here
    }
  }
}
