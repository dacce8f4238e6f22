package dev.breakeven.catalog.check;

import dev.breakeven.catalog.external.Import;
import dev.breakeven.catalog.external.Importer;
import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Price lists of other projects: catalogs of token prices, and GPU rows in SkyPilot's manner.
///
/// A file that was named must be one of them. Of a folder every file is tried, in order of name;
/// what cannot be read stands in `skipped` with the reason.
public record PriceFiles(
    List<TokenPrices> tokenPrices, List<GpuPrices> gpuPrices, List<Skipped> skipped) {
  public PriceFiles {
    tokenPrices = List.copyOf(tokenPrices);
    gpuPrices = List.copyOf(gpuPrices);
    skipped = List.copyOf(skipped);
  }

  /// `name` is short and no other file has it.
  public record TokenPrices(String name, String file, Import imported) {}

  public record GpuPrices(String file, List<GpuPriceRow> rows) {
    public GpuPrices {
      rows = List.copyOf(rows);
    }
  }

  public record Skipped(String file, String reason) {}

  /// Throws `BreakevenException` for a named file that is no price list, or when there is none.
  public static PriceFiles read(List<Path> paths, Importer importer, LocalDate asOf) {
    Reading reading = new Reading(importer, asOf);
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (Path file : filesIn(path)) {
          reading.tryFile(file);
        }
      } else {
        reading.file(path);
      }
    }
    if (reading.tokens.isEmpty() && reading.gpus.isEmpty()) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "no price list among %d files".formatted(reading.skipped.size()),
          paths.getFirst().toString(),
          "Give the JSON of genai-prices v2, LiteLLM or models.dev, or a CSV of GPU rows.");
    }
    return new PriceFiles(reading.tokens, reading.gpus, reading.skipped);
  }

  private static List<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE,
          "the folder cannot be listed: " + e.getMessage(),
          folder.toString(),
          "Check its permissions.");
    }
  }

  private static final class Reading {
    private final Importer importer;
    private final LocalDate asOf;
    private final List<TokenPrices> tokens = new ArrayList<>();
    private final List<GpuPrices> gpus = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Reading(Importer importer, LocalDate asOf) {
      this.importer = importer;
      this.asOf = asOf;
    }

    void tryFile(Path path) {
      if (Files.isDirectory(path)) {
        skipped.add(new Skipped(path.toString(), "a folder: name it to have it checked"));
        return;
      }
      try {
        file(path);
      } catch (BreakevenException e) {
        String where = e.where().equals(path.toString()) ? "" : " (" + e.where() + ")";
        skipped.add(new Skipped(path.toString(), e.what() + where));
      }
    }

    void file(Path path) {
      SourceText source = SourceText.read(path);
      String start = source.text().stripLeading();
      if (start.isEmpty() || start.startsWith("{") || start.startsWith("[")) {
        Import imported = importer.read(source, asOf);
        String format = imported.format().toString();
        String name = names.add(format) ? format : source.file();
        tokens.add(new TokenPrices(name, source.file(), imported));
      } else if (Csv.columns(source).contains("price_usd_hour")) {
        gpus.add(new GpuPrices(source.file(), GpuPriceRow.read(source)));
      } else {
        throw new BreakevenException(
            ErrorCode.FORMAT_UNKNOWN,
            "neither JSON nor a CSV of GPU prices",
            source.file(),
            "Give the JSON of genai-prices v2, LiteLLM or models.dev, or a CSV of GPU rows.");
      }
    }
  }
}
