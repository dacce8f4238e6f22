package dev.breakeven.core.serving.sim;

/// What became of each request of a run. Holds the columns of the run for as long as it is kept.
///
/// Times are in picoseconds and known of served requests only.
public final class Fates {
  private final Requests requests;
  private final Summary summary;

  Fates(Requests requests, Summary summary) {
    this.requests = requests;
    this.summary = summary;
  }

  public boolean served(int request) {
    return requests.finish[request] > 0;
  }

  /// True when it was sent to an API.
  public boolean spilled(int request) {
    return requests.finish[request] == Requests.SPILLED;
  }

  /// True when it had waited until its deadline and was sent to an API's batch tier.
  public boolean batched(int request) {
    return requests.finish[request] == Requests.BATCHED;
  }

  /// True when it can wait and was served, after `picos` of the trace's time.
  public boolean waitedBeyond(int request, long picos) {
    return requests.deferrable(request) && requests.finish[request] > picos;
  }

  /// True when it was served and counts in the percentiles: it came in neither warm-up nor drain.
  public boolean measured(int request) {
    return summary.counts(request);
  }

  public long firstTokenPicos(int request) {
    return requests.firstToken[request] - requests.camePicos(request);
  }

  /// The time a token after the first; 0 where there is none.
  public long tokenPicos(int request) {
    int after = requests.trace.outputTokens(request) - 1;
    return after <= 0 ? 0 : (requests.finish[request] - requests.firstToken[request]) / after;
  }

  public long wholePicos(int request) {
    return requests.finish[request] - requests.camePicos(request);
  }
}
