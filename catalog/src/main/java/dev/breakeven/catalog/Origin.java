package dev.breakeven.catalog;

import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.Place;
import dev.breakeven.core.offer.Source;
import java.time.LocalDate;

/// Who wrote a file: we, whose rows cite their source, or the user, whose file and line is one.
enum Origin {
  BUNDLED,
  OVERLAY;

  Source source(Place place, String cited, LocalDate asOf) {
    String text = this == BUNDLED ? cited : place.toString();
    return new Source(this == BUNDLED || cited.isEmpty() ? text : text + " (" + cited + ")", asOf);
  }

  Source source(CsvRow row) {
    String cited = this == BUNDLED ? row.required("source") : row.text("source");
    return source(row.place(), cited, row.day("as_of"));
  }
}
