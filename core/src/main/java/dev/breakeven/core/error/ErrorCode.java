package dev.breakeven.core.error;

/// Every error a user can meet: a stable number, who can mend it, and what it means.
///
/// `docs/reference/errors.md` is generated from this table. Numbers are never reused.
public enum ErrorCode {
  USAGE(100, Kind.USER, "A flag or argument is missing, unknown or malformed."),
  FILE_MISSING(110, Kind.USER, "An input file or folder does not exist."),
  FILE_UNREADABLE(111, Kind.USER, "An input file exists but cannot be read to its end."),
  FORMAT_UNKNOWN(112, Kind.USER, "The content of an input file is none of the formats we read."),
  INPUT_EMPTY(113, Kind.USER, "An input holds no usable row."),
  ROW_INVALID(114, Kind.USER, "A row of an input breaks a rule that the whole file rests on."),
  SOURCE_UNREACHABLE(115, Kind.UPSTREAM, "A database or service to read from does not answer."),
  OUTPUT_REFUSED(116, Kind.USER, "An output file exists already or cannot be written."),
  SOURCE_REFUSED(117, Kind.UPSTREAM, "A service refuses the credentials or lacks a permission."),
  MODEL_UNKNOWN(120, Kind.USER, "No model of this name is in the catalog."),
  GPU_UNKNOWN(121, Kind.USER, "No GPU of this name is in the catalog."),
  OFFER_UNKNOWN(122, Kind.USER, "No offer of this name is in the catalog."),
  NOT_DESCRIBED(123, Kind.USER, "The serving model does not describe this architecture."),
  CONSTRAINT_UNMET(130, Kind.USER, "No option meets the stated constraints."),
  TRAFFIC_OUT_OF_RANGE(131, Kind.USER, "A month of the traffic is more than money amounts hold."),
  TRAFFIC_TOO_LARGE(132, Kind.USER, "Shaping would make more requests than fit in memory."),
  OUTPUT_UNWRITABLE(140, Kind.USER, "What was computed cannot be written out."),
  LISTEN_REFUSED(141, Kind.USER, "The gateway cannot take the port it was given."),
  STUDY_INVALID(150, Kind.USER, "A study file breaks its format, or a step of it cannot run."),
  REQUEST_INVALID(160, Kind.USER, "A request to the gateway is not what its dialect says."),
  REQUEST_UNTRANSLATABLE(
      161, Kind.USER, "A request says something that the dialect of its upstream cannot say."),
  ANSWER_INVALID(170, Kind.UPSTREAM, "An upstream answered what its dialect does not say."),
  CATALOG_INVALID(200, Kind.CONFIG, "A catalog or overlay file breaks its format."),
  CONFIG_INVALID(201, Kind.CONFIG, "A configuration file or variable is malformed."),
  LEDGER_UNREADABLE(
      210, Kind.CONFIG, "The ledger is damaged, or written by a newer version of Breakeven."),
  LEDGER_FULL(300, Kind.CAPACITY, "The ledger cannot be written: the disk is full or nearly so."),
  LEDGER_BUSY(301, Kind.CAPACITY, "Another process holds the part of the ledger that is needed."),
  INTERNAL(900, Kind.INTERNAL, "A defect in Breakeven; run again with --debug and report it.");

  /// Who can mend it.
  public enum Kind {
    USER,
    CONFIG,
    UPSTREAM,
    CAPACITY,
    INTERNAL
  }

  private final int number;
  private final Kind kind;
  private final String meaning;

  ErrorCode(int number, Kind kind, String meaning) {
    this.number = number;
    this.kind = kind;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public Kind kind() {
    return kind;
  }

  public String meaning() {
    return meaning;
  }

  /// The exit status of the command line: 2 for wrong usage, else 1.
  public int exitStatus() {
    return this == USAGE ? 2 : 1;
  }
}
