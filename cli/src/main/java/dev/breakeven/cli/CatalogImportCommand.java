package dev.breakeven.cli;

import dev.breakeven.catalog.external.Import;
import dev.breakeven.catalog.external.Importer;
import dev.breakeven.catalog.external.Overlay;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.cli.render.CheckPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.wire.report.JsonOut;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Turns price catalogs of other projects into one file of ours, and says what it left out.
@Command(
    name = "import",
    description = "Price catalogs of genai-prices v2, LiteLLM or models.dev as a --prices file.",
    footer = {
      "",
      "What was left out or changed is counted on standard error. The last file wins on a model.",
      "",
      "breakeven catalog import model_prices_and_context_window.json -o prices.jsonl",
      "breakeven price --model gpt-4o --input 1000 --prices prices.jsonl"
    },
    mixinStandardHelpOptions = true)
final class CatalogImportCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "JSON, told by its content.")
  List<Path> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.jsonl",
      description = "Write here; default standard output. A file that exists is refused.")
  List<Path> output = new ArrayList<>();

  @Option(names = "--force", description = "Replace the output file if it exists.")
  boolean force;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "The day on which the prices were true; default the day the file was written.")
  String asOf = "";

  @Option(names = "--json", description = "What was read and left out, as one JSON document.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  CatalogImportCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  private record Read(Path file, LocalDate asOf, Import imported) {}

  @Override
  public Integer call() {
    if (output.size() > 1) {
      throw Common.usage("-o: given twice", "Name one output file.");
    }
    if (output.isEmpty() && json) {
      throw Common.usage("--json without -o", "Name the file for the prices by -o.");
    }
    for (Path out : output) {
      checkOutput(out);
    }
    Importer importer = wiring.importer(wiring.catalog(List.of()));
    List<Read> reads = new ArrayList<>();
    for (Path file : files) {
      SourceText source = SourceText.read(file);
      LocalDate day = asOf.isEmpty() ? written(file) : asOf();
      reads.add(new Read(file, day, importer.read(source, day)));
    }
    Overlay overlay = Overlay.of(reads.stream().map(Read::imported).toList());
    reads.forEach(this::report);
    if (overlay.offers().isEmpty()) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY,
          "no usable price",
          files.getFirst().toString(),
          "See above what was left out and why.");
    }
    write(overlay, reads);
    return 0;
  }

  private void checkOutput(Path out) {
    if (!out.toString().endsWith(".jsonl")) {
      throw Common.usage("-o: '" + out + "'", "Name it .jsonl: --prices tells a file by that.");
    }
    if (Files.exists(out) && !force) {
      throw exists(out);
    }
  }

  private static BreakevenException exists(Path out) {
    return new BreakevenException(
        ErrorCode.OUTPUT_REFUSED,
        "the file exists",
        out.toString(),
        "Name another one, or give --force to replace it.");
  }

  private LocalDate asOf() {
    try {
      return LocalDate.parse(asOf);
    } catch (DateTimeParseException e) {
      throw Common.usage("--as-of: '" + asOf + "' is no date", "Write it as 2026-11-21.");
    }
  }

  private static LocalDate written(Path file) {
    try {
      return LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_UNREADABLE, "has no date", file.toString(), "State its day by --as-of.");
    }
  }

  private void report(Read read) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "%s: %s, %,d offers as of %s%s%n",
        read.file(),
        read.imported().format(),
        read.imported().offers().size(),
        read.asOf(),
        asOf.isEmpty() ? ", the day the file was written (--as-of states another)" : "");
    read.imported().problems().forEach(problem -> err.println("  " + problem));
  }

  private void write(Overlay overlay, List<Read> reads) {
    PrintWriter err = spec.commandLine().getErr();
    if (overlay.replaced() > 0) {
      err.printf(
          "%,d models stand in more than one file: the last one counts, at another price for %,d%n",
          overlay.replaced(), overlay.repriced());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.isEmpty()) {
      out.print(overlay.toJsonl());
      return;
    }
    Path file = output.getFirst();
    String verb = Files.exists(file) ? "replaced" : "wrote";
    save(file, overlay.toJsonl());
    err.printf("%s %s: %,d offers; use it by --prices%n", verb, file, overlay.offers().size());
    if (json) {
      document(overlay, reads, file, out);
    }
  }

  private void save(Path file, String text) {
    OpenOption[] options =
        force
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    try {
      Files.writeString(file, text, options);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "no such folder" : e.getMessage();
      throw new BreakevenException(
          ErrorCode.OUTPUT_REFUSED,
          "cannot be written: " + why,
          file.toString(),
          "Name a file in a folder that exists and that you may write to.");
    }
  }

  private static void document(Overlay overlay, List<Read> reads, Path file, PrintWriter out) {
    JsonOut.write(
        out,
        json -> {
          json.text("output", file.toString()).number("offers", (long) overlay.offers().size());
          json.number("replaced", (long) overlay.replaced());
          json.number("repriced", (long) overlay.repriced());
          json.array("files", reads, read -> file(json, read));
        });
  }

  private static void file(JsonOut json, Read read) {
    json.text("file", read.file().toString()).text("format", read.imported().format().toString());
    json.text("as_of", read.asOf().toString());
    json.number("offers", (long) read.imported().offers().size());
    json.array("problems", read.imported().problems(), problem -> CheckPage.write(json, problem));
  }
}
