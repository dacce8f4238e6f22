package dev.breakeven.wire.policy;

import dev.breakeven.core.balance.ReplicaCapacity;
import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.routing.RoutingPolicy;
import dev.breakeven.core.serving.ServingEngine;
import dev.breakeven.wire.report.JsonIn;
import dev.breakeven.wire.report.JsonOut;
import java.io.Writer;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Writes and reads a routing policy as JSON, `docs/reference/policy-format.md`.
///
/// A key that is unknown, missing or of another kind is an error with file and line: a gateway does
/// not obey a policy that it does not wholly understand.
public final class PolicyFile {
  private static final long VERSION = 1;
  private static final JsonIn.Kind KIND =
      new JsonIn.Kind(
          ErrorCode.CONFIG_INVALID,
          "a routing policy",
          "Write it with 'breakeven plan ... --policy FILE'; docs/reference/policy-format.md says"
              + " what may be in it.");

  private PolicyFile() {}

  public static void write(RoutingPolicy policy, Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.number("policy", VERSION);
          json.text("verdict", policy.verdict());
          json.text("at", policy.at().toString());
          json.text("catalog_as_of", policy.catalogAsOf().toString());
          json.array("targets", policy.targets(), target -> target(json, target));
          json.texts("allowed_providers", new TreeSet<>(policy.allowed().providers()));
          json.texts("allowed_regions", new TreeSet<>(policy.allowed().regions()));
          json.texts("left_out", policy.leftOut());
        });
  }

  private static void target(JsonOut json, RoutingPolicy.Target target) {
    json.text("id", target.id());
    switch (target) {
      case RoutingPolicy.Pool pool -> pool(json, pool);
      case RoutingPolicy.Api api ->
          json.text("kind", "api")
              .text("model", api.model().text())
              .text("provider", api.provider().text())
              .text("price_version", api.priceVersion());
    }
    json.text("marginal_price", target.marginalPrice().key());
  }

  private static void pool(JsonOut json, RoutingPolicy.Pool pool) {
    RoutingPolicy.Replica replica = pool.replica();
    json.text("kind", "pool").text("model", pool.model().text());
    json.object(
        "replica",
        _ ->
            json.text("engine", replica.engine().key())
                .text("precision", replica.precision())
                .text("gpu", replica.gpu())
                .number("tensor_parallel_size", (long) replica.tensorParallel())
                .number("max_num_seqs", (long) replica.maxNumSeqs())
                .number("max_num_batched_tokens", (long) replica.maxNumBatchedTokens())
                .text("gpu_memory_utilization", replica.gpuMemoryUtilization()));
    json.number("replicas", pool.replicas());
    json.optional(
        "spill",
        pool.spill(),
        rule ->
            json.object(
                "spill",
                _ ->
                    json.number("first_token_limit_picos", rule.firstTokenLimitPicos())
                        .number("batch", (long) rule.capacity().batch())
                        .number("completion_picos", rule.capacity().completionPicos())
                        .number("prompt_token_picos", rule.capacity().promptTokenPicos())));
  }

  public static RoutingPolicy read(Path file) {
    return policy(JsonIn.read(file, KIND));
  }

  /// `file` is the name that errors call the policy in `text`.
  public static RoutingPolicy read(String file, String text) {
    return policy(JsonIn.of(file, text, KIND));
  }

  private static RoutingPolicy policy(JsonIn root) {
    if (root.get("policy").whole() != VERSION) {
      throw root.get("policy").invalid("a policy of version " + root.get("policy").whole());
    }
    root.only(
        Set.of(
            "policy",
            "verdict",
            "at",
            "catalog_as_of",
            "targets",
            "allowed_providers",
            "allowed_regions",
            "left_out"));
    return root.as(
        _ ->
            new RoutingPolicy(
                root.get("verdict").text(),
                time(root.get("at"), Instant::parse),
                time(root.get("catalog_as_of"), LocalDate::parse),
                root.get("targets").items().stream().map(PolicyFile::target).toList(),
                new RoutingPolicy.Allowed(
                    Set.copyOf(root.get("allowed_providers").texts()),
                    Set.copyOf(root.get("allowed_regions").texts())),
                root.find("left_out").map(JsonIn::texts).orElse(List.of())));
  }

  private static <T> T time(JsonIn value, Function<String, T> reader) {
    try {
      return reader.apply(value.text());
    } catch (DateTimeException e) {
      throw value.invalid("no date or instant: " + value.text());
    }
  }

  private static RoutingPolicy.Target target(JsonIn json) {
    String kind = json.get("kind").text();
    RoutingPolicy.Target target =
        switch (kind) {
          case "pool" -> pool(json);
          case "api" -> api(json);
          default -> throw json.get("kind").invalid("kind: " + kind + " (expected: pool or api)");
        };
    String price = json.get("marginal_price").text();
    if (!price.equals(target.marginalPrice().key())) {
      throw json.get("marginal_price")
          .invalid(
              "marginal_price: %s (expected: %s for kind %s)"
                  .formatted(price, target.marginalPrice().key(), kind));
    }
    return target;
  }

  private static RoutingPolicy.Target api(JsonIn json) {
    json.only(Set.of("id", "kind", "model", "provider", "price_version", "marginal_price"));
    return new RoutingPolicy.Api(
        json.get("id").text(),
        json.get("model").as(each -> new ModelId(each.text())),
        json.get("provider").as(each -> new ProviderId(each.text())),
        json.get("price_version").text());
  }

  private static RoutingPolicy.Target pool(JsonIn json) {
    json.only(Set.of("id", "kind", "model", "replica", "replicas", "spill", "marginal_price"));
    return json.as(
        _ ->
            new RoutingPolicy.Pool(
                json.get("id").text(),
                json.get("model").as(each -> new ModelId(each.text())),
                replica(json.get("replica")),
                json.get("replicas").whole(),
                json.find("spill").map(PolicyFile::spill)));
  }

  private static RoutingPolicy.Replica replica(JsonIn json) {
    json.only(
        Set.of(
            "engine",
            "precision",
            "gpu",
            "tensor_parallel_size",
            "max_num_seqs",
            "max_num_batched_tokens",
            "gpu_memory_utilization"));
    JsonIn engine = json.get("engine");
    return new RoutingPolicy.Replica(
        ServingEngine.ofKey(engine.text())
            .orElseThrow(() -> engine.invalid("no engine '" + engine.text() + "'")),
        json.get("precision").text(),
        json.get("gpu").text(),
        whole(json, "tensor_parallel_size"),
        whole(json, "max_num_seqs"),
        whole(json, "max_num_batched_tokens"),
        json.get("gpu_memory_utilization").text());
  }

  private static SpillRule spill(JsonIn json) {
    json.only(Set.of("first_token_limit_picos", "batch", "completion_picos", "prompt_token_picos"));
    return json.as(
        _ ->
            new SpillRule(
                new ReplicaCapacity(
                    whole(json, "batch"),
                    json.get("completion_picos").whole(),
                    json.get("prompt_token_picos").whole()),
                json.get("first_token_limit_picos").whole()));
  }

  private static int whole(JsonIn json, String key) {
    long value = json.get(key).whole();
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw json.get(key).invalid(key + ": " + value + " (expected: at least 1)");
    }
    return (int) value;
  }
}
