package dev.breakeven.core.workload;

/// The bundled sample: a made-up Monday of 9,000 requests to an assistant and a coding tool.
///
/// Seven in ten are short chats with lengths like the Azure 2023 conversation trace. Three in ten
/// are code completions with long prompts and short answers; half of those come from one of 40
/// workspaces and open with its context, 4 to 11 whole blocks of 512 tokens that they share.
final class SampleDay {
  private static final long DAY_NANOS = 86_400_000_000_000L;
  private static final int REQUESTS = 9_000;
  private static final int BLOCK = 512;
  private static final int WORKSPACES = 40;
  private static final Draw DRAW = new Draw(20_261_121);
  private static final Provenance PROVENANCE =
      new Provenance.Sample(
          "one made-up working day of 9,000 requests, 70 % assistant chats and 30 % code"
              + " completions; nobody's traffic");

  private SampleDay() {}

  static Trace trace() {
    long[] arrivals = PoissonArrivals.through(Shape.BUSINESS_HOURS, 0, 24, REQUESTS, DRAW);
    Trace.Builder builder = new Trace.Builder(BLOCK).period(DAY_NANOS);
    for (int i = 0; i < REQUESTS; i++) {
      double kind = DRAW.uniform(Draw.Purpose.KIND, i);
      if (kind < 0.7) {
        builder.add(arrivals[i], input(i, 800, 0.8, 8_000), output(i, 150, 0.75, 2_000));
      } else if (kind < 0.85) {
        builder.add(arrivals[i], input(i, 1_500, 0.9, 16_000), output(i, 20, 1, 500));
      } else {
        addSharing(builder, i, arrivals[i]);
      }
    }
    return builder.build(PROVENANCE);
  }

  private static void addSharing(Trace.Builder builder, int request, long arrival) {
    int workspace = DRAW.below(WORKSPACES, Draw.Purpose.SESSION, request);
    int shared = 4 + DRAW.below(8, Draw.Purpose.PROMPT, workspace);
    int input = shared * BLOCK + input(request, 700, 0.8, 8_000);
    int blocks = (input + BLOCK - 1) / BLOCK;
    long[] ids = new long[blocks];
    for (int block = 0; block < blocks; block++) {
      long owner = block < shared ? workspace : WORKSPACES + request;
      ids[block] = (owner << 16) + block;
    }
    builder.add(arrival, input, output(request, 20, 1, 500), ids, blocks);
  }

  private static int input(int request, int median, double sigma, int longest) {
    return length(median, sigma, longest, DRAW.normal(Draw.Purpose.INPUT, request));
  }

  private static int output(int request, int median, double sigma, int longest) {
    return length(median, sigma, longest, DRAW.normal(Draw.Purpose.OUTPUT, request));
  }

  private static int length(int median, double sigma, int longest, double normal) {
    double tokens = median * StrictMath.exp(sigma * normal);
    return Math.clamp(StrictMath.round(tokens), 1, longest);
  }
}
