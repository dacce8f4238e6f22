package dev.breakeven.bench;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.store.Ledger;
import dev.breakeven.store.LedgerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/// Writes the ledger of which the tools of an agent are asked, compacted: thirty days of 200 people
/// who talk to 20 services, one conversation at a time, more by day than by night. The same for the
/// same arguments.
///
/// A prompt grows by what was said; two services in three read it from a cache. One call in a
/// hundred is refused, without usage, and one service speaks to a model that nobody prices.
public final class McpLedger {
  private static final int A_COMPACTION = 2_000_000;
  private static final long MONTH = Duration.ofDays(30).toMillis();
  private static final int PEOPLE = 200;
  private static final int SERVICES = 20;
  private static final int LONGEST_PROMPT = 120_000;
  private static final List<String> MODELS =
      List.of(
          "openai/gpt-5.4-mini",
          "openai/gpt-5.4",
          "openai/gpt-4o",
          "openai/gpt-4o-mini",
          "openai/gpt-4.1-mini",
          "anthropic/claude-sonnet-4-5",
          "together/Llama-3.3-70B-Instruct",
          "own/house-model");

  private final SplittableRandom random = new SplittableRandom(7);
  private final Conversation[] conversations = new Conversation[PEOPLE];
  private final ListPrices prices = new ListPrices(Catalog.bundled());
  private long sessions;

  /// What one person talks about, with one service and one model.
  private static final class Conversation {
    private final String session;
    private final int service;
    private final String[] model;
    private long said;
    private long fresh;

    Conversation(String session, int service, long instructions) {
      this.session = session;
      this.service = service;
      model = MODELS.get(service % MODELS.size()).split("/", 2);
      fresh = instructions;
    }
  }

  private McpLedger() {}

  /// `FOLDER CALLS DAY`: so many calls in the thirty days before that day.
  public static void main(String[] args) {
    long calls = Long.parseLong(args[1]);
    Instant first =
        LocalDate.parse(args[2]).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(MONTH);
    Ledger ledger = new Ledger(Path.of(args[0]), LedgerSettings.DEFAULT, Clock.systemUTC());
    McpLedger said = new McpLedger();
    for (long from = 0; from < calls; from += A_COMPACTION) {
      try (LedgerWriter writer = ledger.writer()) {
        for (long i = from; i < Math.min(calls, from + A_COMPACTION); i++) {
          writer.append(said.call(i, first.plusMillis(millis(i, calls))));
        }
      }
      ledger.compact();
    }
  }

  /// When call `i` of `calls` is: at noon about three times as many as at midnight.
  private static long millis(long i, long calls) {
    double days = 30.0 * i / calls;
    double day = days - Math.floor(days);
    double bent = day + 0.5 * Math.sin(2 * Math.PI * day) / (2 * Math.PI);
    return (long) ((Math.floor(days) + bent) * Duration.ofDays(1).toMillis());
  }

  private Attempt call(long i, Instant at) {
    int person = random.nextInt(PEOPLE);
    Conversation talk = conversations[person];
    if (talk == null || talk.said > LONGEST_PROMPT || random.nextInt(20) == 0) {
      int service = (person + random.nextInt(3)) % SERVICES;
      talk = new Conversation("s-" + sessions++, service, 200 + 400L * service);
      conversations[person] = talk;
    }
    boolean refused = random.nextInt(100) == 0;
    Metered metered = refused ? Metered.ABSENT : turn(talk);
    int millis = 300 + random.nextInt(20_000);
    return prices.apply(
        new Attempt(
            new AttemptId("req-%08x%08x".formatted(random.nextInt(), i), 1),
            at,
            "gateway",
            scope(person, talk),
            to(talk),
            metered,
            new Timing(OptionalLong.of(1), OptionalLong.of(millis / 8), OptionalLong.of(millis)),
            new Ending(refused ? 429 : 200, refused ? "" : "stop"),
            ListPrices.NOT_PRICED,
            Optional.empty(),
            ""));
  }

  private Metered turn(Conversation talk) {
    long asked = 20 + random.nextInt(600);
    long answer = random.nextInt(50) == 0 ? 4_000 : 40 + random.nextInt(500);
    boolean cached = talk.service % 3 != 0;
    long read = cached && talk.said >= 1_024 ? talk.said : 0;
    Usage usage = new Usage(talk.said - read + talk.fresh + asked, read, 0, 0, answer, answer / 10);
    talk.said += talk.fresh + asked + answer;
    talk.fresh = 0;
    return Metered.reported(usage);
  }

  private static Scope scope(int person, Conversation talk) {
    return new Scope(
        "key-" + person,
        "svc-" + talk.service,
        "team-" + person % 20,
        "tenant-" + person % 50,
        "user-" + person,
        talk.session,
        "",
        Map.of());
  }

  private static Call to(Conversation talk) {
    return new Call(
        "openai",
        "chat",
        "auto",
        talk.model[1],
        talk.model[0],
        "",
        "https://" + talk.model[0] + ".example/v1",
        "cheap is enough",
        OptionalDouble.of(talk.service / 20.0),
        ServiceClass.STANDARD,
        true);
  }
}
