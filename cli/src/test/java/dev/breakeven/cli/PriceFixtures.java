package dev.breakeven.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Small price lists in the shapes that other projects document, written into a folder.
final class PriceFixtures {
  /// Providers as a list; dated prices as a list of conditions; dollars per million tokens.
  static final String GENAI =
      """
      [{"id":"openai","models":[
        {"id":"same-1","context_window":8192,"prices":{"input_mtok":1,"output_mtok":2}},
        {"id":"moved-1","prices":[{"prices":{"input_mtok":1,"output_mtok":6}},
          {"constraint":{"start_date":"2026-07-30"},"prices":{"input_mtok":0.2,"output_mtok":1.2}}]},
        {"id":"free-1","prices":{"input_mtok":0,"output_mtok":0}}]}]
      """;

  /// One object a model; dollars per single token.
  static final String LITELLM =
      """
      {"sample_spec":{"litellm_provider":"one of them","mode":"chat"},
       "same-1":{"litellm_provider":"openai","input_cost_per_token":1e-06,
         "output_cost_per_token":2e-06},
       "moved-1":{"litellm_provider":"openai","input_cost_per_token":1e-06,
         "output_cost_per_token":6e-06,"output_cost_per_token_batches":3e-06}}
      """;

  /// Providers as an object; dollars per million tokens under `cost`.
  static final String MODELS_DEV =
      """
      {"openai":{"models":{
        "same-1":{"cost":{"input":1,"output":2},"limit":{"context":8192,"output":1024}},
        "odd-1":{"cost":{"input":1,"output":2,"cache_read":3,"cached_input":1}},
        "free-1":{"cost":{"input":0,"output":0}},"none-1":{}}}}
      """;

  static final String GPU_ROWS =
      """
      provider,instance_type,accelerator,gpu_count,region,zone,price_usd_hour,spot_usd_hour
      gcp,a3,H100,8,us-east4,us-east4-a,88.00,30.00
      gcp,a3,H100,8,us-central1,us-central1-a,33.60,38.60
      vast,box,H100,1,any,any,1.80,0.00
      aws,p5e,H200,8,eu,eu-a,,
      """;

  private PriceFixtures() {}

  static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
