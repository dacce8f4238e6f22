package dev.breakeven.ingest.billing;

import dev.breakeven.core.audit.Charge;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.usage.source.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// The facts of one row of a FOCUS file; the text `NULL` is no value. Owned by one thread.
final class FocusRow {
  private static final int MOST_GPUS = 1_024;

  private static final FocusColumn[] COLUMNS = FocusColumn.values();

  private final int[][] places = new int[COLUMNS.length][];
  private final TextCache.Entry[] last = new TextCache.Entry[COLUMNS.length];
  private final CsvFields fields;
  private final Predicate<Charge.Sku> needsResource;
  private final TextCache texts = new TextCache();
  private final BillTime time = new BillTime();
  private final Tags tags = new Tags();
  private final int width;
  private byte[] bytes = new byte[0];

  /// `fields` are those of the row that [#on] is told of.
  FocusRow(List<String> header, CsvFields fields, Predicate<Charge.Sku> needsResource) {
    this.needsResource = needsResource;
    this.fields = fields;
    width = header.size();
    for (FocusColumn column : COLUMNS) {
      last[column.ordinal()] = TextCache.NONE;
      places[column.ordinal()] =
          column.names().stream()
              .mapToInt(name -> index(header, name))
              .filter(i -> i >= 0)
              .toArray();
    }
  }

  private static int index(List<String> header, String name) {
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  int width() {
    return width;
  }

  boolean has(FocusColumn column) {
    return places(column).length > 0;
  }

  private int[] places(FocusColumn column) {
    return places[column.ordinal()];
  }

  /// Makes `row` the one that is asked about.
  void on(byte[] row) {
    bytes = row;
  }

  /// The field that has a value in the best of the columns, or -1.
  private int field(FocusColumn column) {
    for (int place : places(column)) {
      if (!isNull(fields.start(place), fields.end(place))) {
        return place;
      }
    }
    return -1;
  }

  private boolean isNull(int from, int to) {
    return to <= from
        || (to - from == 4
            && (bytes[from] | 32) == 'n'
            && (bytes[from + 1] | 32) == 'u'
            && (bytes[from + 2] | 32) == 'l'
            && (bytes[from + 3] | 32) == 'l');
  }

  /// Rows one after the other have much in common: the text of the row before is looked at first.
  String text(FocusColumn column) {
    int field = field(column);
    if (field < 0) {
      return "";
    }
    int from = fields.start(field);
    int to = fields.end(field);
    int i = column.ordinal();
    if (!last[i].isOf(bytes, from, to)) {
      last[i] = texts.entry(bytes, from, to);
    }
    return last[i].text();
  }

  Optional<PicoUsd> amount(FocusColumn column) {
    int field = field(column);
    return field < 0
        ? Optional.empty()
        : MoneyText.read(bytes, fields.start(field), fields.end(field));
  }

  Optional<Instant> from() {
    return instant(FocusColumn.FROM);
  }

  Optional<Instant> to() {
    return instant(FocusColumn.TO);
  }

  /// The first of the columns that can be read: a published example has a 30th hour.
  private Optional<Instant> instant(FocusColumn column) {
    for (int place : places(column)) {
      Optional<Instant> read = time.read(bytes, fields.start(place), fields.end(place));
      if (read.isPresent()) {
        return read;
      }
    }
    return Optional.empty();
  }

  Charge charge(Instant from, Instant to, PicoUsd billed, PicoUsd effective) {
    Charge.Sku sku = sku();
    Tags.Labels labels = tags.labels(text(FocusColumn.TAGS));
    String status = text(FocusColumn.COMMITMENT_STATUS);
    String reserved = text(FocusColumn.RESERVATION_STATUS);
    return new Charge(
        from,
        to,
        Charge.Category.of(text(FocusColumn.CATEGORY)),
        new Charge.Payer(
            text(FocusColumn.PROVIDER),
            text(FocusColumn.ACCOUNT),
            labels.team(),
            labels.application()),
        needsResource.test(sku) ? resource() : Charge.Resource.NONE,
        sku,
        new Charge.Commitment(
            text(FocusColumn.COMMITMENT),
            status.equalsIgnoreCase("Unused") || reserved.equalsIgnoreCase("Unused")),
        billed,
        effective);
  }

  private Charge.Resource resource() {
    return new Charge.Resource(
        text(FocusColumn.RESOURCE_ID), text(FocusColumn.RESOURCE_NAME), text(FocusColumn.REGION));
  }

  private Charge.Sku sku() {
    String details = text(FocusColumn.SKU_DETAILS);
    Optional<JsonObject> object = details.isEmpty() ? Optional.empty() : JsonObject.parse(details);
    String instance = object.map(each -> each.text("InstanceType")).orElse("");
    long gpus = object.map(each -> each.tokens("GpuCount")).orElse(0L);
    return new Charge.Sku(
        text(FocusColumn.SERVICE),
        text(FocusColumn.SERVICE_CATEGORY),
        text(FocusColumn.METER),
        text(FocusColumn.DESCRIPTION),
        instance.isEmpty() ? text(FocusColumn.INSTANCE) : instance,
        gpus > 0 && gpus <= MOST_GPUS ? OptionalInt.of((int) gpus) : OptionalInt.empty());
  }
}
