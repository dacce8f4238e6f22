package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.LedgerReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rows of a gateway that has ended, from the folder `ledger` of its own.
final class LedgerRows {
  private LedgerRows() {}

  static Map<String, List<Attempt>> bySession(Path folder) {
    Map<String, List<Attempt>> rows = new HashMap<>();
    Wiring wiring = new Wiring(Clock.systemUTC(), new Surroundings(Map.of(), folder, folder));
    try (LedgerReader reader = wiring.ledger(Optional.of(folder.resolve("ledger"))).reader()) {
      reader.attempts(
          Optional.empty(),
          Optional.empty(),
          row -> rows.computeIfAbsent(row.scope().session(), _ -> new ArrayList<>()).add(row));
      assertThat(reader.unclosed()).isEmpty();
    }
    rows.values().forEach(list -> list.sort(Comparator.comparingInt(row -> row.id().attempt())));
    return rows;
  }
}
