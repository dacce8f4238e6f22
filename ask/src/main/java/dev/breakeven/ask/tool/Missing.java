package dev.breakeven.ask.tool;

/// What to say when no source knows: that it is unknown, and what would tell.
final class Missing {
  static final String GPU_BILL =
      "I cannot know what GPUs cost; connect a bill: 'breakeven connect focus', then --from-file";
  static final String CALLS =
      "I cannot know what model calls cost; connect them: 'breakeven import' your usage logs, or"
          + " run 'breakeven serve'";
  static final String METRICS =
      "I cannot know how busy GPUs are; connect their metrics: 'breakeven connect prometheus', then"
          + " --prometheus or --from-file";
  static final String EVIDENCE =
      "no waste was found; I cannot know of waste in sources that are not connected, see"
          + " list_sources";
  static final String TRAFFIC =
      "I cannot know your traffic; state a volume such as 500M/month, or connect calls:"
          + " 'breakeven import' your usage logs";

  private Missing() {}
}
