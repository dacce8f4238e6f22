package dev.breakeven.core.claims;

import dev.breakeven.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The reference table of claims, where it is present.
record SharedClaims(List<Map<String, String>> rows) {
  static Optional<SharedClaims> read() throws IOException {
    Optional<Path> file = SharedData.file("claims.csv");
    return file.isEmpty() ? Optional.empty() : Optional.of(parse(Files.readAllLines(file.get())));
  }

  private static SharedClaims parse(List<String> lines) {
    List<String> header = cells(lines.getFirst());
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(row);
    }
    return new SharedClaims(rows);
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean doubled = quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"';
      if (doubled) {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  /// The exact value of a row, `never` for infinity, or nothing.
  static Optional<String> exact(Map<String, String> row) {
    if (row.get("recomputed_value").equals("infinity")) {
      return Optional.of(Claim.NEVER);
    }
    return Optional.of(row.get("recomputed_exact")).filter(text -> !text.isEmpty());
  }
}
