package dev.breakeven.wire.report;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.Usd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The findings in a document of `audit --json`.
public final class AuditFile {
  private static final JsonFactory FACTORY = new JsonFactory();

  private AuditFile() {}

  /// What a finding is about; the same in a later audit.
  public record Subject(String rule, String subject) implements Comparable<Subject> {
    @Override
    public int compareTo(Subject other) {
      int byRule = rule.compareTo(other.rule);
      return byRule == 0 ? subject.compareTo(other.subject) : byRule;
    }
  }

  /// The USD a month of each finding; throws [BreakevenException] for a file that has none.
  public static Map<Subject, Optional<Usd>> read(Path file) {
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw unknown(file);
      }
      for (String key = parser.nextName(); key != null; key = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (key.equals("findings") && value == JsonToken.START_ARRAY) {
          return findings(parser);
        }
        parser.skipChildren();
      }
    } catch (NoSuchFileException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING, "no such file", file.toString(), "Check the path.");
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE, "cannot be read", file.toString(), "Check that it is a file.");
    } catch (JacksonException | NumberFormatException e) {
      throw unknown(file);
    }
    throw unknown(file);
  }

  private static Map<Subject, Optional<Usd>> findings(JsonParser parser) {
    Map<Subject, Optional<Usd>> findings = new TreeMap<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String rule = "";
      String subject = "";
      Optional<Usd> usd = Optional.empty();
      for (String key = parser.nextName(); key != null; key = parser.nextName()) {
        JsonToken value = parser.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          switch (key) {
            case "rule" -> rule = parser.getString();
            case "subject" -> subject = parser.getString();
            case "usd_month" -> usd = Optional.of(Usd.parse(parser.getString()));
            default -> {}
          }
        }
        parser.skipChildren();
      }
      findings.put(new Subject(rule, subject), usd);
    }
    return findings;
  }

  private static BreakevenException unknown(Path file) {
    return new BreakevenException(
        ErrorCode.FORMAT_UNKNOWN,
        "there are no findings in this file",
        file.toString(),
        "Give what 'breakeven audit --json' printed.");
  }
}
