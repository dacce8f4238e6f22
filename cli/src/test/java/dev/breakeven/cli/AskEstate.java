package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.estate.PlantedEstate;
import dev.breakeven.testkit.estate.PlantedEstate.Plant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The planted estate in a folder, its calls imported: what questions are asked of.
record AskEstate(Path folder, List<Plant> plants) {
  private static final String MAP =
      "at=created,model=llm,provider=host,input_total=prompt,cache_read=cached,"
          + "output_total=completion,service=svc,key=key,session=sess";

  static AskEstate in(Path folder) throws IOException {
    AskEstate estate = new AskEstate(folder, PlantedEstate.write(folder, 7));
    Shell.Result read =
        Shell.run(
            "import",
            folder.resolve("calls.csv").toString(),
            "--map",
            MAP,
            "--prices",
            estate.prices(),
            "--ledger",
            estate.ledger());
    assertThat(read.status()).as(read.err()).isZero();
    return estate;
  }

  String prices() {
    return folder.resolve("prices.jsonl").toString();
  }

  String ledger() {
    return folder.resolve("ledger").toString();
  }

  /// The flags that name all of it.
  List<String> flags() {
    return List.of(
        "--ledger",
        ledger(),
        "--prices",
        prices(),
        "--prices",
        folder.resolve("offers.csv").toString(),
        "--from-file",
        folder.resolve("saved").toString());
  }

  EstateOptions options() {
    EstateOptions options = new EstateOptions();
    options.deadline = 30;
    options.prices = List.of(Path.of(prices()), folder.resolve("offers.csv"));
    options.files = List.of(folder.resolve("saved"));
    return options;
  }

  /// The lines of a CSV file without its header, by commas.
  List<String[]> cells(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .toList();
  }
}
