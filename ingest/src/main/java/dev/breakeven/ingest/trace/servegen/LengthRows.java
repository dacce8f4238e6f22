package dev.breakeven.ingest.trace.servegen;

import dev.breakeven.core.workload.CallerTraffic.Lengths;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.LengthQuantiles;
import dev.breakeven.ingest.text.JsonLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The objects of lengths.
final class LengthRows implements ServeGenFiles.LineReader {
  private static final double LONGEST_SECONDS = 1e9;

  private final Intake intake;
  private final Map<Integer, NavigableMap<Long, Lengths>> lengths = new HashMap<>();

  LengthRows(Intake intake) {
    this.intake = intake;
  }

  Map<Integer, NavigableMap<Long, Lengths>> lengths() {
    return lengths;
  }

  @Override
  public Optional<String> read(byte[] bytes, int from, int to) {
    Map<String, List<Double>> values = new HashMap<>();
    try (JsonParser parser = JsonLines.parser(bytes, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.of("not a JSON object");
      }
      String key = parser.nextName();
      while (key != null) {
        values.put(key, numbers(parser));
        key = parser.nextName();
      }
    } catch (JacksonException e) {
      return Optional.of("not a line of JSON");
    }
    double second = one(values, "block_s");
    double caller = one(values, "client");
    if (!(second >= 0 && second <= LONGEST_SECONDS && caller == Math.rint(caller))) {
      return Optional.of("no usable client and block_s");
    }
    try {
      Lengths read = new Lengths(quantiles(values, "input"), quantiles(values, "output"));
      lengths
          .computeIfAbsent((int) caller, _ -> new TreeMap<>())
          .put(Math.round(second * 1e9), read);
      intake.accept();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("no 17 rising percentiles and a mean of input and output tokens");
    }
  }

  /// The number or the list of numbers at hand; none for anything else.
  private static List<Double> numbers(JsonParser parser) {
    List<Double> numbers = new ArrayList<>();
    JsonToken token = parser.nextToken();
    if (token != JsonToken.START_ARRAY) {
      if (token.isNumeric()) {
        numbers.add(parser.getDoubleValue());
      } else {
        parser.skipChildren();
      }
      return numbers;
    }
    for (token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      if (token.isNumeric()) {
        numbers.add(parser.getDoubleValue());
      } else {
        parser.skipChildren();
      }
    }
    return numbers;
  }

  private static double one(Map<String, List<Double>> values, String key) {
    List<Double> found = values.getOrDefault(key, List.of());
    return found.size() == 1 ? found.getFirst() : Double.NaN;
  }

  private static LengthQuantiles quantiles(Map<String, List<Double>> values, String what) {
    return new LengthQuantiles(
        values.getOrDefault(what + "_tokens_q", List.of()), one(values, what + "_tokens_mean"));
  }
}
