package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.estate.PlantedEstate.Plant;
import dev.breakeven.testkit.mixed.MixedEstate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thirty wastes and as many look-alikes again, in ten estates of other shapes and wide ranges:
/// four bills, shared machines, pods that start again, gaps, bursts.
class MixedEstateTest {
  private static final double NEAR = 0.05;

  @TempDir Path folder;

  private List<Map<String, Object>> findings(Path at) {
    String prices = at.resolve("prices.jsonl").toString();
    String ledger = at.resolve("ledger").toString();
    Shell.Result read =
        Shell.run(
            "import",
            at.resolve("calls.csv").toString(),
            "--map",
            MixedEstate.MAP,
            "--prices",
            prices,
            "--ledger",
            ledger);
    assertThat(read.status()).as(read.err()).isZero();
    Shell.Result audit =
        Shell.run(
            "audit",
            "--json",
            "--no-redact",
            "--ledger",
            ledger,
            "--prices",
            prices,
            "--prices",
            at.resolve("offers.csv").toString(),
            "--from-file",
            at.resolve("saved").toString());
    assertThat(audit.err()).isEmpty();
    assertThat(audit.status()).isZero();
    return UsageFixture.rows(audit.json(), "findings");
  }

  private static boolean matches(Plant plant, Map<String, Object> finding) {
    double found = Double.parseDouble(String.valueOf(finding.get("usd_month")));
    return plant.rule().equals(finding.get("rule"))
        && plant.name().equals(finding.get("subject"))
        && Math.abs(found - plant.usdMonth()) <= NEAR * plant.usdMonth();
  }

  @Test
  void findsNearlyAllWasteAndNearlyNothingElseForItsDollars() throws IOException {
    int planted = 0;
    int found = 0;
    int told = 0;
    List<String> wrong = new ArrayList<>();
    for (long seed = 1; seed <= 10; seed++) {
      Path at = Files.createDirectory(folder.resolve("estate-" + seed));
      List<Plant> plants = MixedEstate.write(at, seed);
      assertThat(plants).hasSize(30);
      assertThat(plants).extracting(Plant::name).doesNotHaveDuplicates();
      List<Map<String, Object>> findings = findings(at);
      planted += plants.size();
      told += findings.size();
      for (Plant plant : plants) {
        if (findings.stream().anyMatch(finding -> matches(plant, finding))) {
          found++;
        } else {
          wrong.add("missed in " + seed + ": " + plant);
        }
      }
      for (Map<String, Object> finding : findings) {
        if (plants.stream().noneMatch(plant -> matches(plant, finding))) {
          wrong.add("wrong in " + seed + ": " + finding);
        }
      }
    }
    assertThat((double) found / planted).as("recall; " + wrong).isGreaterThanOrEqualTo(0.95);
    assertThat((double) found / told).as("precision; " + wrong).isGreaterThanOrEqualTo(0.95);
  }
}
