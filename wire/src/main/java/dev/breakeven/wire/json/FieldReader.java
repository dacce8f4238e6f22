package dev.breakeven.wire.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes the fields of an object one by one, so that none is left behind unseen.
///
/// What was not asked for when [#refuseRest] is called is an error that names it. A null value is
/// no value. All errors are `BreakevenException` and name the path of the field.
public final class FieldReader {
  private final Side side;
  private final String path;
  private final Json.Fields fields;
  private final Set<String> taken = new HashSet<>();

  private FieldReader(Side side, String path, Json.Fields fields) {
    this.side = side;
    this.path = path;
    this.fields = fields;
  }

  public static FieldReader of(Side side, Json.Fields root) {
    return new FieldReader(side, "", root);
  }

  /// The path of a field of this object.
  public String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public Optional<Json> take(String key) {
    taken.add(key);
    return fields.get(key);
  }

  /// Leaves out fields that change nothing about the answer.
  public FieldReader drop(String... keys) {
    taken.addAll(List.of(keys));
    return this;
  }

  /// Leaves out a field that says what is so anyway; any other value is refused.
  public FieldReader neutral(String key, Json... values) {
    Optional<Json> value = take(key);
    if (value.isPresent() && !List.of(values).contains(value.get())) {
      throw refuse(key, "cannot be translated");
    }
    return this;
  }

  public Optional<String> text(String key) {
    return take(key)
        .map(
            value -> {
              if (value instanceof Json.Text(String text)) {
                return text;
              }
              throw wrong(at(key), value, "a text");
            });
  }

  public String requiredText(String key) {
    return text(key).orElseThrow(() -> missing(key));
  }

  public Optional<Boolean> flag(String key) {
    return take(key)
        .map(
            value -> {
              if (value instanceof Json.Flag(boolean flag)) {
                return flag;
              }
              throw wrong(at(key), value, "true or false");
            });
  }

  /// A number as it is written.
  public Optional<Json.Digits> number(String key) {
    return take(key)
        .map(
            value -> {
              if (value instanceof Json.Digits digits) {
                return digits;
              }
              throw wrong(at(key), value, "a number");
            });
  }

  /// A whole number from 0 on that an `int` holds.
  public Optional<Integer> index(String key) {
    return number(key)
        .map(
            digits -> {
              if (digits.value().matches("\\d{1,9}")) {
                return Integer.valueOf(digits.value());
              }
              throw invalid(key, digits.value() + " (expected: a small whole number)");
            });
  }

  public Optional<FieldReader> object(String key) {
    return take(key).map(value -> reader(at(key), value));
  }

  public FieldReader requiredObject(String key) {
    return object(key).orElseThrow(() -> missing(key));
  }

  /// The objects of a list, empty where there is none.
  public List<FieldReader> objects(String key) {
    List<FieldReader> readers = new ArrayList<>();
    List<Json> values = items(key);
    for (int i = 0; i < values.size(); i++) {
      readers.add(reader(at(key) + "[" + i + "]", values.get(i)));
    }
    return readers;
  }

  public List<Json> items(String key) {
    Optional<Json> value = take(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Json.Items(List<Json> values)) {
      return values;
    }
    throw wrong(at(key), value.get(), "a list");
  }

  /// The whole object as it is.
  public Json.Fields all() {
    fields.values().keySet().forEach(taken::add);
    return fields;
  }

  /// The error for a field that the other dialect cannot say.
  public RuntimeException refuse(String key, String why) {
    return side.untranslatable(at(key), why);
  }

  /// The error for a field that is not what its own dialect says.
  public RuntimeException invalid(String key, String what) {
    return side.invalid(at(key), what);
  }

  /// Ends the reading: every field that nobody asked for is one that cannot be translated.
  public void refuseRest() {
    for (Map.Entry<String, Json> field : fields.values().entrySet()) {
      if (!taken.contains(field.getKey()) && !(field.getValue() instanceof Json.Nothing)) {
        throw refuse(field.getKey(), "cannot be translated");
      }
    }
  }

  private RuntimeException missing(String key) {
    return invalid(key, "missing");
  }

  private FieldReader reader(String at, Json value) {
    if (value instanceof Json.Fields inner) {
      return new FieldReader(side, at, inner);
    }
    throw wrong(at, value, "an object");
  }

  private RuntimeException wrong(String at, Json value, String expected) {
    return side.invalid(at, value.kind() + " (expected: " + expected + ")");
  }
}
