package dev.breakeven.cli.wiring;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.core.audit.Bill;
import dev.breakeven.core.audit.BillTally;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.billing.FocusFile;
import dev.breakeven.ingest.kubernetes.Kubernetes;
import dev.breakeven.ingest.metrics.Prometheus;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.store.ParquetText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads saved bills, metrics and clusters, told apart by content; a folder stands for its files.
final class AuditFiles {
  private final Catalog catalog;
  private final BillTally bills;
  private final Prometheus metrics = new Prometheus();
  private final Kubernetes clusters = new Kubernetes();
  private final List<SourceState> states = new ArrayList<>();

  AuditFiles(Catalog catalog, BillTally bills) {
    this.catalog = catalog;
    this.bills = bills;
  }

  AuditSources.Gathered read(List<Path> files) {
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        folder(file);
      } else {
        guarded(file);
      }
    }
    return new AuditSources.Gathered(bills.bill(), metrics.telemetry(), clusters.cluster(), states);
  }

  private void folder(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      files.filter(Files::isRegularFile).sorted().forEachOrdered(this::guarded);
    } catch (IOException e) {
      states.add(SourceState.failed(folder.toString(), "the folder cannot be read"));
    }
  }

  private void guarded(Path file) {
    try {
      if (ParquetText.recognises(file)) {
        ParquetText.read(
            file, FocusFile::hasUseOf, csv -> read(TextSource.of(file.toString(), csv)));
        return;
      }
      try (TextSource input = TextSource.open(file.toString(), InputStream.nullInputStream())) {
        read(input);
      }
    } catch (BreakevenException e) {
      states.add(SourceState.failed(file.toString(), AuditSources.reason(e)));
    }
  }

  private void read(TextSource input) {
    StringBuilder head = new StringBuilder();
    input
        .lines()
        .peek(500)
        .forEach(line -> head.append(new String(line, StandardCharsets.UTF_8)).append('\n'));
    String start = head.toString();
    if (FocusFile.recognises(start.lines().findFirst().orElse(""))) {
      bill(input);
    } else if (Prometheus.recognises(start)) {
      long before = metrics.series();
      metrics.read(input);
      states.add(
          new SourceState(
              input.name(),
              "%,d series of metrics".formatted(metrics.series() - before),
              Optional.empty(),
              metrics.until(),
              metrics.remarks()));
    } else if (Kubernetes.recognises(start)) {
      clusters.read(input);
      states.add(AuditSources.state(clusters.cluster(), input.name(), Optional.empty()));
    } else {
      throw new BreakevenException(
          ErrorCode.FORMAT_UNKNOWN,
          "neither a FOCUS bill, nor an answer of Prometheus, nor a list of Kubernetes",
          input.name(),
          "See 'breakeven connect'");
    }
  }

  private void bill(TextSource input) {
    FocusFile file = new FocusFile(catalog::dollarsPer, bills);
    file.read(input);
    List<String> remarks = new ArrayList<>(file.intake().notes());
    for (Intake.Problem problem : file.intake().problems()) {
      remarks.add(
          "%,d rows left out: %s, first %s"
              .formatted(problem.rows(), problem.reason(), problem.first()));
    }
    file.converted()
        .forEach(currency -> remarks.add(currency + " was converted at the catalog's rate"));
    Bill bill = bills.bill();
    states.add(
        new SourceState(
            input.name(),
            "%,d rows of a FOCUS bill".formatted(file.intake().accepted()),
            Optional.empty(),
            bill.totals().stream().map(each -> each.span().to()).max(Comparator.naturalOrder()),
            remarks));
  }
}
