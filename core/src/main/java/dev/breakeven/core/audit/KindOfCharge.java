package dev.breakeven.core.audit;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells GPU and model lines of a bill by the names of instances, products and services.
///
/// Instance names are those of the market's GPU offers, and the families that clouds reserve for
/// GPUs; a bare name that also means something else (`L4`, `T4`) counts only beside the word GPU.
/// Remembers what it told of a wording. Owned by one thread.
final class KindOfCharge {
  private static final int MOST = 1 << 16;
  private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_-]+)+");
  private static final Pattern FAMILY =
      Pattern.compile(
          "\\b(?:p[2-6]\\w*(?:-b\\d+)?|g[3-7]\\w*|gr6)\\.(?:\\d*x?large|metal)\\b" // aws
              + "|\\b(?:Standard_)?N[CDV]\\d+\\w*\\b|\\bN[CD] ?H?\\d* ?[AH]100" // azure
              + "|\\b[AG][2-4] Instance"
              + " (?:Core|Ram|Gpu)\\b|\\b(?:a[2-4]|g2)-[a-z]+gpu-\\d+g\\b" // gcp
              + "|\\b(?:BM|VM)\\.GPU", // oracle
          Pattern.CASE_INSENSITIVE);
  private static final Pattern GPU_WORD =
      Pattern.compile(
          "\\bGPUs?\\b|\\bNVIDIA\\b"
              + "|\\b(?:H100|H200|B200|B300|GH200|GB200|A100|L40S|V100|MI300X|MI325X)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CHIP =
      Pattern.compile(
          "\\b(H100|H200|B200|B300|GH200|A100|L40S|V100|MI3\\d\\dX|L4|T4|A10G?|A40)\\b");
  private static final Pattern MODEL_VENDOR =
      Pattern.compile(
          "bedrock|openai|anthropic|claude|gemini|mistral|cohere|deepseek|openrouter|groq"
              + "|together ai|fireworks|generative ai|\\bgpt-|llama|qwen|token factory",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TOKENS = Pattern.compile("tokens?\\b", Pattern.CASE_INSENSITIVE);

  private final Market market;
  private final Map<String, GpuOffer> instances = new HashMap<>();
  private final Map<Charge.Sku, Told> told = new HashMap<>();
  private Charge.Sku last = new Charge.Sku("", "", "", "", "", OptionalInt.empty());
  private Told lastTold = tell(last);

  /// `gpu` is the catalog's id of the GPU where it can be told, `gpus` how many the machine has.
  record Told(SpendKind kind, String instance, String gpu, Optional<Integer> gpus) {}

  KindOfCharge(Market market) {
    this.market = market;
    for (GpuOffer offer : market.gpuOffers()) {
      String name = offer.instance().toLowerCase(Locale.ROOT);
      if (INSTANCE.matcher(name).matches()) {
        instances.putIfAbsent(name, offer);
      }
    }
  }

  /// It is asked more than once about one line.
  Told of(Charge.Sku sku) {
    if (!sku.equals(last)) {
      if (told.size() > MOST) {
        told.clear();
      }
      lastTold = told.computeIfAbsent(sku, this::tell);
      last = sku;
    }
    return lastTold;
  }

  private Told tell(Charge.Sku sku) {
    String words = String.join(" ", sku.instance(), sku.meter(), sku.description(), sku.service());
    Optional<GpuOffer> offer = offer(words);
    Matcher family = FAMILY.matcher(words);
    boolean gpu =
        sku.gpus().isPresent()
            || offer.isPresent()
            || family.find()
            || GPU_WORD.matcher(words).find();
    if (gpu) {
      return new Told(
          SpendKind.GPU,
          instance(sku, words, offer),
          offer.map(each -> each.gpu().text()).orElseGet(() -> chip(words)),
          sku.gpus().isPresent()
              ? Optional.of(sku.gpus().getAsInt())
              : offer.map(GpuOffer::gpuCount));
    }
    return new Told(kind(sku, words), "", "", Optional.empty());
  }

  private static SpendKind kind(Charge.Sku sku, String words) {
    boolean ai = sku.serviceCategory().equalsIgnoreCase("AI and Machine Learning");
    if (MODEL_VENDOR.matcher(words).find() || (ai && TOKENS.matcher(words).find())) {
      return SpendKind.MODEL_API;
    }
    return ai ? SpendKind.OTHER_AI : SpendKind.OTHER;
  }

  private static String instance(Charge.Sku sku, String words, Optional<GpuOffer> offer) {
    if (!sku.instance().isEmpty()) {
      return sku.instance();
    }
    Matcher family = FAMILY.matcher(words);
    return offer.map(GpuOffer::instance).orElseGet(() -> family.find() ? family.group() : "");
  }

  /// By the name of an instance. What a GPU itself is called, such as `A100-SXM4-80GB`, some vendor
  /// calls an instance too, and says nothing of how many there are.
  private Optional<GpuOffer> offer(String words) {
    Matcher names = INSTANCE.matcher(words);
    while (names.find()) {
      boolean product = CHIP.matcher(names.group().toUpperCase(Locale.ROOT)).lookingAt();
      GpuOffer offer = product ? null : instances.get(names.group().toLowerCase(Locale.ROOT));
      if (offer != null) {
        return Optional.of(offer);
      }
    }
    return Optional.empty();
  }

  private String chip(String words) {
    Matcher chip = CHIP.matcher(words);
    return chip.find()
        ? market.findGpu(chip.group(1)).map(GpuSpec::id).map(Object::toString).orElse("")
        : "";
  }
}
