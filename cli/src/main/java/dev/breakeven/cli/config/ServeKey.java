package dev.breakeven.cli.config;

import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.Preset;
import java.util.Arrays;
import java.util.List;

/// Everything under `serve` in a configuration file: `docs/reference/serve.md` is generated from
/// this table.
public enum ServeKey {
  PORT(Section.SERVE, "port", "whole number", "4000", "Port to listen on; 0 is any free one."),
  HOST(Section.SERVE, "host", "address", "127.0.0.1", "Address to listen on."),
  ADMIN_PORT(
      Section.SERVE, "admin-port", "whole number", "0", "Port for operators, loopback only."),
  POLICY(Section.SERVE, "policy", "path", "", "Routing policy of plan --policy, which is obeyed."),
  CHEAP(
      Section.SERVE,
      "cheap",
      "list of models",
      "",
      "What the model cheap stands for: the one that costs least now is asked first."),
  BEST(
      Section.SERVE,
      "best",
      "list of models",
      "",
      "What the model best stands for, in the order they are asked."),
  AUTO_TOKENS(
      Section.SERVE,
      "auto-tokens",
      "whole number",
      "no auto",
      "The longest prompt for which the model auto may stand for cheap."),
  UPSTREAMS(Section.SERVE, "upstreams", "list", "", "Who answers, in the order they are asked."),
  KEYS(Section.SERVE, "keys", "list", "", "Who may call; without any, everybody who can connect."),
  UNUSUAL_USE(
      Section.SERVE,
      "unusual-use",
      "off, alert or suspend",
      "alert",
      "What is done about a key that is used far beyond its own history."),
  TAGS(Section.SERVE, "tags", "list", "", "What calls may be tagged with, by x-breakeven-tag."),
  BUDGETS(Section.SERVE, "budgets", "list", "", "Caps on spend; a call needs room under all."),
  LIMITS(Section.SERVE, "limits", "list", "", "Requests, tokens and calls at once."),
  MIRRORS(
      Section.SERVE,
      "mirrors",
      "list",
      "",
      "Who gets copies of calls, so that it is seen what they cost there and how long they take."),
  DEFAULT_OUTPUT(
      Section.SERVE,
      "default-output",
      "whole number",
      "4096",
      "Output bound set where a budget or Anthropic needs one; 0 refuses the call."),
  BODY_MB(Section.SERVE, "body-mb", "whole number", "32", "Largest request body, in MiB."),
  CONNECT(Section.SERVE, "connect-timeout", "duration", "5s", "To connect to an upstream."),
  HEADER(Section.SERVE, "header-timeout", "duration", "120s", "To the head of an answer."),
  FIRST_TOKEN(
      Section.SERVE,
      "first-token-timeout",
      "duration",
      "60s",
      "From there to the first token of a stream."),
  IDLE(Section.SERVE, "idle-timeout", "duration", "60s", "Between two pieces of an answer."),
  TOTAL(Section.SERVE, "total-timeout", "duration", "900s", "For everything, retries included."),
  ATTEMPTS(
      Section.SERVE, "attempts", "whole number", "3", "At one upstream, before the first token."),
  BACKOFF(Section.SERVE, "backoff", "duration", "250ms", "Before the second, then doubled."),
  LONGEST_WAIT(
      Section.SERVE,
      "longest-wait",
      "duration",
      "5s",
      "The longest Retry-After that is waited for; beyond it the next upstream is asked."),
  HOLD_TOKENS(
      Section.SERVE,
      "hold-tokens",
      "whole number",
      "1",
      "Pieces of a stream held back, while another attempt can still replace it."),
  KEEP_ALIVE(
      Section.SERVE,
      "keep-alive",
      "duration",
      "15s",
      "Without a byte for so long a stream gets a sign of life; 0s is never."),
  TLS_CERT(
      Section.SERVE, "tls-cert", "path", "", "PEM file of the certificate, for clients by https."),
  TLS_KEY(Section.SERVE, "tls-key", "path", "", "PEM file of its private key, in PKCS#8."),
  ACCESS_LOG(
      Section.SERVE, "access-log", "path", "", "File that gets a line of JSON a call, no prompts."),
  ALERTS(
      Section.SERVE,
      "alerts",
      "env:NAME or file:PATH",
      "",
      "Where the URL of a webhook is that hears at 50, 80 and 100 % of a budget, and of keys."),
  REST(Section.SERVE, "rest", "duration", "5s", "For a replica after five failures in a row."),

  NAME(Section.UPSTREAM, "name", "text", "", "Name in the ledger and in metrics."),
  PRESET(
      Section.UPSTREAM,
      "preset",
      String.join(", ", Arrays.stream(Preset.values()).map(Preset::key).toList()),
      "by URL",
      "What kind it is: its URL, provider, dialect and ways."),
  URL(
      Section.UPSTREAM,
      "url",
      "URL, or several",
      "by preset",
      "Replicas, as client libraries take them."),
  API_VERSION(
      Section.UPSTREAM,
      "api-version",
      "text",
      "",
      "Of Azure: asks for deployments in the path, as before its v1 API."),
  RESPONSES(
      Section.UPSTREAM,
      "responses",
      "true or false",
      "by preset",
      "Whether it speaks /v1/responses."),
  DIALECT(Section.UPSTREAM, "dialect", "openai or anthropic", "by URL", "What it speaks."),
  PROVIDER(Section.UPSTREAM, "provider", "text", "by URL", "Whose prices hold."),
  REGION(Section.UPSTREAM, "region", "text", "", "Where it is, for keys and tags that are bound."),
  OWN(Section.UPSTREAM, "own", "true or false", "by URL", "Own hardware: no price by the token."),
  SECRET(Section.UPSTREAM, "key", "env:NAME or file:PATH", "", "Where its API key is."),
  MODELS(
      Section.UPSTREAM,
      "models",
      "mapping, or list",
      "any",
      "Names that clients ask for, and what this upstream calls them."),
  BALANCE(
      Section.UPSTREAM,
      "balance",
      "least-loaded, round-robin or prefix-affine",
      "least-loaded",
      "How calls are spread over replicas."),
  SPILL_AT(
      Section.UPSTREAM,
      "spill-at",
      "whole number",
      "never",
      "Calls outstanding on every replica from which on the next upstream is asked."),
  SPILL_QUEUE(
      Section.UPSTREAM,
      "spill-queue",
      "whole number",
      "never",
      "The same for requests that wait in the engine's own queue."),
  SPILL_KV(
      Section.UPSTREAM,
      "spill-kv",
      "percent",
      "never",
      "The same for the use of the engine's KV cache."),
  SPILL_FIRST_TOKEN(
      Section.UPSTREAM,
      "spill-first-token",
      "duration",
      "never",
      "The same for the predicted wait for a place in the engine's batch."),

  ID(Section.KEY, "id", "text", "", "Name of the key in the ledger."),
  SHA256(Section.KEY, "sha256", "64 hex digits", "", "Hash of the secret."),
  TEAM(Section.KEY, "team", "text", "", "Whose it is."),
  TENANT(Section.KEY, "tenant", "text", "", "For whom calls are billed."),
  SERVICE(Section.KEY, "service", "text", "by header", "What calls; else x-breakeven-service."),
  KEY_MODELS(Section.KEY, "models", "list", "all", "Models it may ask for."),
  PROVIDERS(Section.KEY, "providers", "list", "all", "Providers its calls may go to."),
  REGIONS(Section.KEY, "regions", "list", "all", "Regions its calls may go to."),

  TAG_NAME(
      Section.TAG,
      "name",
      "up to 64 of A-Z a-z 0-9 _ . : / @ + -",
      "",
      "What calls name, and its name in the ledger."),
  TAG_PROVIDERS(Section.TAG, "providers", "list", "all", "Providers calls with it may go to."),
  TAG_REGIONS(Section.TAG, "regions", "list", "all", "Regions calls with it may go to."),

  BUDGET_SCOPE(
      Section.BUDGET,
      "scope",
      "total, key, service, team, tenant, session, tag or model",
      "total",
      "Whose spend is capped."),
  BUDGET_OF(Section.BUDGET, "of", "text", "each", "Only this one; else each has the cap."),
  USD(Section.BUDGET, "usd", "US dollars", "", "The cap."),
  PERIOD(Section.BUDGET, "period", "day, week, month or forever", "month", "When it begins anew."),
  ZONE(Section.BUDGET, "zone", "time zone", "UTC", "Whose calendar."),

  LIMIT_SCOPE(
      Section.LIMIT,
      "scope",
      "total, key, service, team, tenant, session, tag or model",
      "total",
      "Who is limited."),
  LIMIT_OF(Section.LIMIT, "of", "text", "each", "Only this one; else each has the limit."),
  REQUESTS(Section.LIMIT, "requests-per-minute", "whole number", "none", "Requests begun."),
  TOKENS(Section.LIMIT, "tokens-per-minute", "whole number", "none", "Tokens read and written."),
  CONCURRENT(Section.LIMIT, "concurrent", "whole number", "none", "Calls at once."),

  MIRROR_OF(
      Section.MIRROR,
      "of",
      "a model that an upstream serves, or cheap, best or auto",
      "",
      "Which calls are copied, by the name that clients ask for."),
  MIRROR_UPSTREAM(Section.MIRROR, "upstream", "name of an upstream", "", "Who gets the copies."),
  MIRROR_MODEL(
      Section.MIRROR,
      "model",
      "a name among the upstream's models",
      "the same",
      "What the copy asks for there, as a client would."),
  SHARE(
      Section.MIRROR,
      "share",
      "above 0, to 1 or 100%",
      "",
      "How many of the calls, by a hash of the request id."),
  MIRROR_CONCURRENT(
      Section.MIRROR,
      "concurrent",
      "whole number from 1",
      Integer.toString(Mirror.CONCURRENT),
      "Copies under way at once; calls beyond them are not copied.");

  /// A mapping of the file.
  public enum Section {
    SERVE("serve"),
    UPSTREAM("upstreams"),
    KEY("keys"),
    TAG("tags"),
    BUDGET("budgets"),
    LIMIT("limits"),
    MIRROR("mirrors");

    private final String key;

    Section(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  private final Section section;
  private final String key;
  private final String value;
  private final String defaultText;
  private final String meaning;

  ServeKey(Section section, String key, String value, String defaultText, String meaning) {
    this.section = section;
    this.key = key;
    this.value = value;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  public static List<ServeKey> of(Section section) {
    return Arrays.stream(values()).filter(each -> each.section == section).toList();
  }

  public Section section() {
    return section;
  }

  public String key() {
    return key;
  }

  /// What is expected there.
  public String value() {
    return value;
  }

  /// What holds where it is not there.
  public String defaultText() {
    return defaultText;
  }

  public String meaning() {
    return meaning;
  }
}
