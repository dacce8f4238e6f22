package dev.breakeven.testkit.mixed;

import dev.breakeven.testkit.estate.PlantedEstate.Plant;
import dev.breakeven.testkit.mixed.CallLog.Model;
import java.util.List;

/// Wasteful habits of callers. Dollars are the prices of the tokens that a careful caller would not
/// have sent or asked for, at the pace of a month.
final class CallWaste {
  private final Draws draws;
  private final CallLog log;
  private final List<Plant> plants;

  CallWaste(Draws draws, CallLog log, List<Plant> plants) {
    this.draws = draws;
    this.log = log;
    this.plants = plants;
  }

  void plant() {
    for (int i = 0; i < 3; i++) {
      runaway("svc-" + draws.of("crawler", "summary", "triage") + "-" + i);
    }
    loop(0);
    loop(1);
    wordy("reply-" + draws.tail(4));
    wordy("digest-" + draws.tail(4));
    uncached("planner-" + draws.tail(4), log.models()[0]);
    uncached("reviewer-" + draws.tail(4), log.models()[1]);
    hoarder("companion-" + draws.tail(4), false);
    hoarder("analyst-" + draws.tail(4), true);
  }

  private void month(String rule, String subject, double observed) {
    plants.add(new Plant(rule, subject, observed * 730 / (24.0 * log.days())));
  }

  /// Several times what it used to spend, since eight to ten days.
  private void runaway(String who) {
    Model model = log.model();
    double usual = draws.spread(0.2, 8);
    double times = draws.between(4.7, 25);
    int since = draws.whole(8, 10);
    double lastWeek = 0;
    double before = 0;
    int calls = draws.whole(6, 16);
    for (int day = log.days(); day > 0; day--) {
      double usd = usual * (day <= since ? times : 1) * draws.between(0.85, 1.15);
      for (int call = 0; call < calls; call++) {
        double ago = day - 1 + (call + draws.between(0, 0.9)) / calls;
        double cost = log.spend(ago, who, model, usd / calls);
        lastWeek += ago < 7 ? cost : 0;
        before += day > since ? cost : 0;
      }
    }
    double excess = lastWeek - before / (log.days() - since) * 7;
    plants.add(new Plant("runaway-caller", "sk-" + who, excess * 730 / 168));
  }

  /// An agent that is stuck: all but its first call are for nothing.
  private void loop(int number) {
    Model model = log.model();
    String who = "agent-" + draws.tail(4);
    int times = draws.whole(70, 300);
    long in = (long) draws.spread(3_000, 90_000);
    long out = (long) draws.spread(30, 900);
    double pause = draws.spread(4, 480);
    double ago = log.moment() + times * pause / 86_400;
    double wasted = 0;
    String session = "stuck-" + number + "-" + draws.hex(6);
    for (int i = 0; i < times; i++) {
      double cost = log.call(ago - i * pause / 86_400, who, session, model, in, 0, 0, out + i % 2);
      wasted += i == 0 ? 0 : cost;
    }
    month("loop", session, wasted);
  }

  /// Some answers, one in ten or twenty, go on and on for no reason.
  private void wordy(String who) {
    Model model = log.model();
    double usual = draws.spread(60, 400);
    int calls = draws.whole(250, 500);
    int every = draws.whole(6, 22);
    double times = draws.between(0.55, 1.6) * every;
    double wasted = 0;
    for (int i = 0; i < calls; i++) {
      long in = (long) draws.about(900, 0.4);
      double plain = Math.min(2.5 * usual, draws.about(usual, 0.25));
      boolean wordy = i % every == 0;
      double out = wordy ? usual * Math.max(4.9, times) * draws.between(0.95, 1.2) : plain;
      log.call(log.moment(), who, "", model, in, 0, 0, (long) out);
      wasted += wordy ? (out - usual) * model.output() : 0;
    }
    month("over-long-output", who + " on " + model.name(), wasted);
  }

  /// Conversations at a brisk pace whose prompt, always a longer one, is hardly ever cached.
  private void uncached(String who, Model model) {
    double wasted = 0;
    for (int session = draws.whole(12, 18); session > 0; session--) {
      double ago = log.moment();
      long before = 0;
      long in = draws.whole(1_400, 5_000);
      int turns = draws.whole(6, 13);
      String name = who + "/" + draws.hex(8);
      for (int turn = 0; turn < turns; turn++) {
        boolean hit = turn > 0 && draws.chance(0.1);
        long out = (long) draws.about(150, 0.5);
        log.call(ago, who, name, model, hit ? in - before : in, hit ? before : 0, 0, out);
        double cached = before * model.read() + (in - before) * model.write();
        wasted += hit ? 0 : in * model.input() - cached;
        ago -= draws.spread(9, 270) / 86_400;
        before = in;
        in += draws.whole(200, 1_900);
      }
    }
    month("missed-prompt-cache", who + " on " + model.name(), wasted);
  }

  /// Conversations without an end; what the prompt has beyond 32,000 tokens from the tenth turn on.
  private void hoarder(String who, boolean cached) {
    Model model = log.models()[0];
    double wasted = 0;
    for (int session = draws.whole(2, 5); session > 0; session--) {
      double ago = log.moment() + 0.5;
      long before = 0;
      long in = draws.whole(2_000, 9_000);
      String name = who + "/" + draws.hex(8);
      int turns = draws.whole(28, 60);
      for (int turn = 1; turn <= turns; turn++) {
        long read = cached ? before : 0;
        double cost = log.call(ago, who, name, model, in - read, read, 0, 200);
        double prompt = cost - 200 * model.output();
        wasted += turn >= 10 && in > 32_000 ? prompt * (in - 32_000) / in : 0;
        ago -= draws.spread(320, 1_200) / 86_400;
        before = in;
        in += draws.whole(900, 3_600);
      }
    }
    month("re-sent-history", who + " on " + model.name(), wasted);
  }
}
