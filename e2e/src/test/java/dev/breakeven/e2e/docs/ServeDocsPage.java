package dev.breakeven.e2e.docs;

import dev.breakeven.cli.config.ServeKey;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.http.AdminRoutes;
import dev.breakeven.gateway.metering.Counters;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// docs/reference/serve.md: how the gateway behaves, and what can be set.
final class ServeDocsPage {
  private static final Pattern HEAD = Pattern.compile("# HELP (\\S+) (.*)\n# TYPE \\S+ (\\S+)\n");

  private ServeDocsPage() {}

  static String render() {
    StringBuilder page =
        new StringBuilder(
            """
            # The gateway

            Generated from `ServeKey`; run `./dev docs` after a change.

            `breakeven serve --upstream http://127.0.0.1:11434` needs no file. Clients use its `url`
            as they use OpenAI (`/v1/chat/completions`, `/v1/completions`, `/v1/responses`,
            `/v1/embeddings`, `/v1/models`) or Anthropic (`/v1/messages`,
            `/v1/messages/count_tokens`); any other path is refused. More is set under `serve` in a
            YAML file: the one that `--config` names, else `./breakeven.yaml`, else the user's.
            `breakeven serve --check` says what of it would not work, with file and line: files,
            secrets, models without a price, keys and tags that may go nowhere, upstreams that do
            not answer when they are asked for their list of models, and `OTEL_` variables by which
            no traces could be sent. Nothing is spent by it.

            ```yaml
            serve:
              upstreams:
                - name: own
                  url: [http://10.0.0.5:8000, http://10.0.0.6:8000]
                  preset: vllm
                  models: [llama-3.3-70b]
                  balance: prefix-affine
                  spill-queue: 8
                - name: openai
                  preset: openai
                  key: env:OPENAI_API_KEY
                  models: {llama-3.3-70b: gpt-4o-mini, gpt-4o: gpt-4o}
              keys:
                - id: ci
                  sha256: 5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef
                  team: web
              tags:
                - {name: nightly}
                - {name: private, providers: [self-hosted]}
              budgets:
                - {scope: team, usd: 100, period: month}
                - {scope: tag, of: nightly, usd: 5, period: day}
              limits:
                - {scope: key, requests-per-minute: 600, concurrent: 32}
              mirrors:
                - {of: gpt-4o, upstream: own, model: llama-3.3-70b, share: 5%}
            ```

            - **Who answers.** A request goes to the first upstream that serves its model. When that
              one fails, is down or is full on every replica, the next one that serves it follows,
              but only before the first token has gone out. The `providers` and `regions` of a key
              and of a tag hold for each of them, both at once: where no upstream is within both the
              answer is 403 and names them.
            - **Down** is a replica after five failures in a row. After `rest`, twice as long each
              time up to four times, it is asked for its list of models, which costs nothing and
              is no call of anybody: it is back when it shows one, and down again at the next
              failure. One that shows none (404, 401, ...) is tried by one call.
            - **Headers of clients.** `x-breakeven-tag` names one of the `tags`, `x-session-id` a
              session, and `x-breakeven-service` a service where the key fixes none; upstreams do
              not see them, and the ledger has them. A tag that is not configured, is named twice or
              is empty is refused: misspelt, it would lose what it keeps calls from. A tag only
              narrows, and whoever may call may leave it out: what must always hold belongs to the
              key. Sessions and services are what clients say, any text of at most 256 characters of
              ASCII: caps and limits on them keep order among clients that can be trusted. A user or
              a session that the body names (`user`, `metadata`) passes as it is and counts by its
              first 256 characters (nothing in `metadata` of more than 1,024 is read); a model with a
              longer name is refused.
            - **Keys** have names in the configuration; `breakeven serve key ci` makes a secret, of
              which only the hash is kept. One that is used far beyond its own history is told of by
              a line of the log, by `breakeven_unusual_use_total` and to the webhook of `alerts`,
              once a day (of UTC); with `unusual-use: suspend` it also gets no more calls, which are
              answered by 403 and what was seen, while those that run are finished. Unusual is an
              hour, or a day, of UTC with at least 10 USD, and at least 5 times what the busiest
              hour, or day, of the 35 days before had. A key that was used on fewer than 7 of those
              days is too young to be judged. Calls without a price, such as those of own hardware,
              are held apart, by their tokens, as far as they are known: at least 10 million. The
              numbers are our choice, so that growth and a new month do not alarm. History is what
              the ledger has at the start, of every gateway that writes it, and then what this one
              meters; by `off` it is not read. What was unusual before the start is not told again.
              A suspended key (`breakeven_key_suspended`) stays so through restarts and other
              settings, in the folder `suspended-keys` of the ledger, until `curl -X POST
              'ADMIN_URL/resume?key=ci'` lifts it; what it used by then counts as usual. That folder
              is read at the start: another gateway on the same ledger goes on until then.
            - **Full** is a replica with `spill-at` calls of ours outstanding; or whose engine shows
              `spill-queue` requests waiting, a KV cache used to `spill-kv` percent, or a batch and
              a pace by which a place in it comes later than `spill-first-token`. Engines are asked
              once a second at `/metrics`: vLLM, SGLang (started with `--enable-metrics`), TGI and
              llama.cpp (`--metrics`), which show no KV cache. The pace is learned while requests
              wait, of vLLM and SGLang; prompts ahead are not counted. What is older than five
              seconds counts for nothing, and a replica of which nothing is known is not full.
            - **A plan** is obeyed with `policy: policy.json`, as `plan --policy` wrote it: its
              targets are asked in its order, and own hardware gives a request on when its first
              token is predicted later than the plan's limit: by requests at a replica, by the
              prompts ahead of streams, and by its own prompt, at four bytes a token. Each upstream
              has to be one target: by `provider`, by models that the catalog knows under their
              names, in an allowed region, with at least the plan's replicas. Whatever does not fit, `left_out`
              too, is refused by name, at the start and on reload.
            - **`cheap`, `best` and `auto`** are models where the configuration says what they stand
              for: `cheap` for the one of its list that this call costs least at by the prices in
              force, own hardware being free and a model without a price the last; `best` for its
              list in the stated order; `auto` for `cheap` when a call has no tools, no schema, no
              images, sound or files, about `auto-tokens` at most, at four bytes a token, and fits
              into a cheap model as far as the catalog knows, else for `best`, which also follows
              when the cheap ones fail. `x-breakeven-escalate: true` asks `best` instead. The answer
              says why in `x-breakeven-route`, unless a sign of life went out before, and so does
              the ledger. A key needs the name among its `models`; budgets and limits of a model
              mean the name that was asked for.
            - **Mirrors** get copies of calls, to [try a model on real traffic](../how-to/mirror.md).
              A copy begins when the client has its whole answer, so no client waits for one, and
              neither a call that failed nor one whose client left is copied; what the client does
              afterwards changes nothing. It is made once, within the clocks of every call, its
              answer is read and dropped, and its failure takes no replica out of the choice.
              `share` draws by the request id alone: two mirrors with the same share get the same
              calls. The `providers` and `regions` of key and tag hold for copies, and caps: a copy
              is reserved and settled under those of its call, but only within 80 % of each, so
              that clients have the last fifth to themselves. Limits on requests and tokens do not
              count copies. No copy is made, and `breakeven_mirrors_skipped_total` has the reason:
              where key or tag may not go (`outside`); without words for the call in the mirror's
              dialect, and of `/v1/responses` and `count_tokens` (`untranslatable`); without
              room or price under a cap (`budget`); beyond `concurrent`, or 64 MiB of bodies over
              all mirrors (`busy`); to one that is down, drained or full (`down`); when the ledger
              cannot be written (`ledger`); while the gateway stops, which waits for copies that
              run as it does for calls (`stopping`). `idempotency-key` and `traceparent` stay
              behind, and copies are in no trace. In the ledger a copy is a row with the source
              `mirror`, the request id of its call with `-mirror` behind it, and the time from
              its own beginning: `usage` counts it, since it was spent, and `usage --by source`
              tells it apart; a tenant's statement and the waste rules of `audit` leave it out. A
              mirror that serves clients too is busier by its copies. Under a `policy` a mirror is
              one of its targets.
            - **Replicas** of one upstream share calls by `balance`, as their engines show them
              busy. `prefix-affine` sends a session (`x-session-id`, or one named in the body), else
              a body of which at least half begins like one before, in blocks of 512 bytes, where
              its beginning went, unless that replica has more than 4 calls and 1.5 times the least.
            - **Azure** is asked at `/openai/v1` with the deployment as the model. With
              `api-version` the deployment is in the path, and `/v1/responses` is not served.
            - **`/v1/responses`** passes to upstreams that are known to speak it, or that say
              `responses: true`; it is not translated. `background` is refused. Under a budget so
              are `previous_response_id`, `conversation` and `prompt`: what they add is not known.
            - **Dialects.** Chats go to upstreams of either dialect, in the order of the settings,
              and are [translated](dialects.md) where it is not the client's: request, answer,
              stream and errors. A field that an upstream cannot be told takes it out of the choice;
              when nobody is left, the answer is 400 with the field's name, before anything is
              spent. Headers of the other dialect (`anthropic-…`, `openai-…`) stay behind. An answer
              that cannot be translated is an error, 502 or in the stream, and not asked for again.
            - **Bytes** pass as they are. Changed are: the model's name where `models` maps it;
              `stream_options.include_usage`, which is set, and its event hidden from a client that
              did not ask (Mistral refuses it and states usage anyway); and a bound on the output
              where a budget or Anthropic needs one and the call has none. Secrets of clients,
              cookies and hop-by-hop headers stay on their side. An upstream's limits and request id
              come back as `x-upstream-…`.
            - **A broken stream never looks whole.** It ends in an error event, and the connection
              closes without the end of the body. With `hold-tokens` above the length of answers
              they go out only when they are whole, and a broken one is replaced.
            - **A slow stream** gets `: keep-alive`, or `event: ping` in Anthropic's dialect,
              between its events after `keep-alive` without a byte. Before the first event this
              brings the head of the answer with status 200: a failure after it is an event of the
              stream.
            - **Budgets.** Before a call its worst case is reserved under every cap that covers it:
              each byte of the body a token read, 16 384 more for each image, sound or file, all of
              `max_tokens` written for each choice, at the dearest rates that can apply. Afterwards
              what it did cost takes its place. After a crash the ledger is counted again, and what
              was never closed counts at its worst case. A model without a price is refused where a
              cap covers the call; own hardware reserves nothing. Caps bind one process. A cap
              counts 250,000 values of its scope in a period, such as sessions, all of them until it
              ends; a call for one more is refused by 402. With `forever` that is for ever: where
              sessions are many, give their cap a day, a week or a month. The webhook of `alerts`
              gets `{"text": ...}`, as Slack takes it, once a period when 50 % or 80 % of a cap are
              spent, and when all is or a call had no room. What was spent before the start is not
              told again; a message that fails is logged and sent again.
            - **Errors of its own** have a code, [listed below](#errors); 402 and 429 name the limit
              and when to retry.
            - **The ledger** has a row for each attempt. Usage is what the upstream reported; where
              it did not, `partial` or `estimated`: each character weighs by its script, which
              is within 10 % of the vocabulary o200k_base on prose, code and data, Chinese,
              Japanese, Korean and Russian (four bytes a token: 34 % too few to 79 % too many).
              Older vocabularies need up to 1.8 times as many outside Latin script. Inline
              images, sound and files count by their bytes, 16,384 a part at most, and an output
              by no more than `max_tokens`. An attempt that was refused costs nothing, one that
              broke without a word is unpriced and stays reserved.
              When the disk is full, calls are refused and nothing is sent; when it stalls, they
              wait, 10,000 at most. An answer that is under way by then goes out though its row is
              lost: `breakeven_ledger_lost_total` counts it, and after a restart its worst case
              counts. Segments that nobody writes any more (of 64 MiB, or of a run that ended) are
              compacted from 32 MiB on, beside the gateway, by a process of its own.
            - **Bad input.** A head of more than 64 KiB, a first head or a body that takes more than
              a minute, half a request, headers that two servers could read differently, a body that
              is no JSON in UTF-8, is deeper than 128 levels or has a key twice, and another
              `content-type` are refused or left before anything is sent. A client that closes its
              side of the connection has left.
            - **To be seen**: `/health` and `/ready`; `/metrics` for Prometheus at `admin_url`.
              Every answer has an `x-request-id`, the one in the ledger. With `access-log` each call
              is a line of JSON without a word of prompt or answer: time, request id, key, service,
              tag, path, model, status, error, attempts, who answered, tokens and how they are known, US
              dollars of all attempts (null where unpriced), and milliseconds. A disk that does not
              take them loses lines, which `/metrics` counts, and no calls.
            - **Traces** go to a collector of OpenTelemetry when the environment names one:
              `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318`, or `..._TRACES_ENDPOINT` for
              traces alone. By HTTP and protobuf only; `OTEL_SERVICE_NAME`, `..._HEADERS`,
              `OTEL_TRACES_SAMPLER` and the rest mean what they mean elsewhere. A call is a
              span of a server with a client's span below it for each attempt, which has the
              `gen_ai.*` attributes (operation, provider, models, tokens, finish reason),
              `breakeven.route.reason`, `breakeven.usage.state`, `breakeven.cost.nano_usd` and
              the upstream; both have the request id, and `error.type` where they failed. No
              prompt, answer or key is in them. The client's `traceparent` is the parent, and an
              upstream gets one that names its attempt; without a collector it passes as it is.
              2,048 spans wait at most (`OTEL_BSP_MAX_QUEUE_SIZE`). What the collector does not
              take is counted by `breakeven_spans_lost_total` and logged once a minute; no call
              waits for it. A variable that will not do is named at the start and by `--check`.
            - **Encrypted** by `tls-cert` and `tls-key`; a new certificate needs a restart. The port
              for operators is plain, on this machine only.
            """);
    for (ServeKey.Section section : ServeKey.Section.values()) {
      page.append("\n## `%s`\n\n".formatted(section.key()));
      page.append("| key | value | default | meaning |\n|---|---|---|---|\n");
      for (ServeKey key : ServeKey.of(section)) {
        page.append(
            "| `%s` | %s | %s | %s |\n"
                .formatted(key.key(), key.value(), key.defaultText(), key.meaning()));
      }
    }
    metrics(page);
    page.append("\n## Errors\n\n");
    page.append("| status | code | meaning |\n|---|---|---|\n");
    for (Problem problem : Problem.values()) {
      String status = problem.status() == 0 ? "its own" : Integer.toString(problem.status());
      page.append("| %s | `%s` | %s |\n".formatted(status, problem.key(), problem.meaning()));
    }
    return page.toString();
  }

  /// As a gateway without upstreams shows them.
  private static void metrics(StringBuilder page) {
    page.append("\n## Metrics\n\n| name | kind | meaning |\n|---|---|---|\n");
    KeyWatch nobody = new KeyWatch(Path.of("none"));
    Matcher heads = HEAD.matcher(AdminRoutes.metrics(List.of(), new Counters(), nobody));
    while (heads.find()) {
      page.append("| `%s` | %s | %s |\n".formatted(heads.group(1), heads.group(3), heads.group(2)));
    }
  }
}
