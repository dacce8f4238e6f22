package dev.breakeven.cli.render;

import dev.breakeven.core.units.Basis;
import dev.breakeven.store.Compacted;
import dev.breakeven.store.Settled;
import dev.breakeven.store.Verified;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;

/// What the verbs of `ledger` say, in words and as JSON.
public final class LedgerPages {
  private LedgerPages() {}

  public static void print(Verified verified, PrintWriter out) {
    verified.problems().forEach(problem -> out.println("problem: " + problem));
    out.printf(
        "%,d attempts: %,d compacted in %,d day files, %,d lines in %,d segments (%,d live)%n",
        verified.attempts(),
        verified.compactedRows(),
        verified.dayFiles(),
        verified.hotLines(),
        verified.segments(),
        verified.liveSegments());
    out.printf(
        "%,d opened and not closed, $%s reserved; %,d corrections to apply%n",
        verified.unclosed(), verified.reserved(), verified.corrections());
    out.printf(
        "%,d repeated rows counted once, %,d revised, %,d bytes cut off by a crash%n",
        verified.repeated(), verified.revised(), verified.tornBytes());
    out.println(verified.ok() ? "The ledger is whole." : "The ledger is damaged; see above.");
  }

  public static void writeJson(Verified verified, PrintWriter out) {
    JsonOut.write(
        out,
        json ->
            json.flag("ok", verified.ok())
                .number("attempts", verified.attempts())
                .number("compacted_rows", verified.compactedRows())
                .number("day_files", verified.dayFiles())
                .number("hot_lines", verified.hotLines())
                .number("segments", verified.segments())
                .number("live_segments", verified.liveSegments())
                .number("unclosed", verified.unclosed())
                .text("reserved_usd", verified.reserved().toString())
                .number("corrections", verified.corrections())
                .number("repeated", verified.repeated())
                .number("revised", verified.revised())
                .number("torn_bytes", verified.tornBytes())
                .number("unnamed_files", verified.unnamedFiles())
                .number("generation", verified.generation())
                .texts("problems", verified.problems()));
  }

  public static void print(Compacted compacted, PrintWriter out) {
    out.printf(
        "%,d attempts from %,d segments; %,d day files in all%n",
        compacted.rows(), compacted.segments(), compacted.dayFiles());
    out.printf(
        "%,d repeated, %,d revised, %,d corrections, %,d opened and not closed%n",
        compacted.repeated(), compacted.revised(), compacted.corrections(), compacted.unclosed());
    if (compacted.liveSegments() > 0) {
      out.printf("%,d segments are being written and stay%n", compacted.liveSegments());
    }
    if (compacted.expiredFiles() > 0) {
      out.printf("%,d day files were past their retention%n", compacted.expiredFiles());
    }
    if (compacted.damagedLines() > 0) {
      out.printf(
          "%,d damaged lines; their segments are kept in damaged/%n", compacted.damagedLines());
    }
  }

  public static void writeJson(Compacted compacted, PrintWriter out) {
    JsonOut.write(
        out,
        json ->
            json.number("rows", compacted.rows())
                .number("segments", compacted.segments())
                .number("live_segments", compacted.liveSegments())
                .number("day_files", compacted.dayFiles())
                .number("repeated", compacted.repeated())
                .number("revised", compacted.revised())
                .number("corrections", compacted.corrections())
                .number("unclosed", compacted.unclosed())
                .number("damaged_lines", compacted.damagedLines())
                .number("expired_files", compacted.expiredFiles()));
  }

  public static void print(Settled settled, Basis basis, PrintWriter out) {
    out.printf(
        "$%s rent (%s): $%s to %,d calls, $%s idle; busy %s %% of the period%n",
        settled.rent(),
        basis,
        settled.allocated(),
        settled.calls(),
        settled.idle(),
        settled.busy().times(100).decimal(2));
    if (settled.withoutDuration() > 0) {
      out.printf("%,d calls without a duration got no share%n", settled.withoutDuration());
    }
  }

  public static void writeJson(Settled settled, Basis basis, PrintWriter out) {
    JsonOut.write(
        out,
        json ->
            json.number("calls", settled.calls())
                .number("without_duration", settled.withoutDuration())
                .text("rent_usd", settled.rent().toString())
                .text("allocated_usd", settled.allocated().toString())
                .text("idle_usd", settled.idle().toString())
                .number("busy", settled.busy())
                .text("basis", basis.toString()));
  }
}
