package dev.breakeven.core.claims;

import dev.breakeven.core.units.Ratio;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an article says, in our words, with the value it states; see `published-claims.txt`.
record ClaimText(
    String id, Kind kind, String text, Optional<Ratio> stated, String unit, String why) {
  enum Kind {
    CLAIM,
    CHECK,
    EXTERNAL,
    DERIVED,
    RULE,
    INPUT
  }

  String article() {
    return id.substring(0, id.indexOf('-'));
  }

  static List<ClaimText> all() {
    try (InputStream in = ClaimText.class.getResourceAsStream("published-claims.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(ClaimText::parse)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ClaimText parse(String line) {
    String[] cells = line.split("\\|", -1);
    return new ClaimText(
        cells[0],
        Kind.valueOf(cells[1].toUpperCase(Locale.ROOT)),
        cells[2],
        cells[3].isEmpty() ? Optional.empty() : Optional.of(Ratio.parse(cells[3])),
        cells[4],
        cells[5]);
  }
}
